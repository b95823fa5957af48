package io.tributary.jobs.regions;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.jobs.InLocale;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegionsTest {

  /** The UN's table of M49, and Antarctica and Taiwan, which it puts into no region. */
  private static final String M49 =
      """
      Antarctica:
        AQ/ATA
      Australia and New Zealand:
        AU/AUS CC/CCK CX/CXR HM/HMD NF/NFK NZ/NZL
      Caribbean:
        AG/ATG AI/AIA AW/ABW BB/BRB BL/BLM BQ/BES BS/BHS CU/CUB CW/CUW DM/DMA DO/DOM GD/GRD
        GP/GLP HT/HTI JM/JAM KN/KNA KY/CYM LC/LCA MF/MAF MQ/MTQ MS/MSR PR/PRI SX/SXM TC/TCA
        TT/TTO VC/VCT VG/VGB VI/VIR
      Central America:
        BZ/BLZ CR/CRI GT/GTM HN/HND MX/MEX NI/NIC PA/PAN SV/SLV
      Central Asia:
        KG/KGZ KZ/KAZ TJ/TJK TM/TKM UZ/UZB
      Eastern Africa:
        BI/BDI DJ/DJI ER/ERI ET/ETH IO/IOT KE/KEN KM/COM MG/MDG MU/MUS MW/MWI MZ/MOZ RE/REU
        RW/RWA SC/SYC SO/SOM SS/SSD TF/ATF TZ/TZA UG/UGA YT/MYT ZM/ZMB ZW/ZWE
      Eastern Asia:
        CN/CHN HK/HKG JP/JPN KP/PRK KR/KOR MN/MNG MO/MAC TW/TWN
      Eastern Europe:
        BG/BGR BY/BLR CZ/CZE HU/HUN MD/MDA PL/POL RO/ROU RU/RUS SK/SVK UA/UKR
      Melanesia:
        FJ/FJI NC/NCL PG/PNG SB/SLB VU/VUT
      Micronesia:
        FM/FSM GU/GUM KI/KIR MH/MHL MP/MNP NR/NRU PW/PLW UM/UMI
      Middle Africa:
        AO/AGO CD/COD CF/CAF CG/COG CM/CMR GA/GAB GQ/GNQ ST/STP TD/TCD
      Northern Africa:
        DZ/DZA EG/EGY EH/ESH LY/LBY MA/MAR SD/SDN TN/TUN
      Northern America:
        BM/BMU CA/CAN GL/GRL PM/SPM US/USA
      Northern Europe:
        AX/ALA DK/DNK EE/EST FI/FIN FO/FRO GB/GBR GG/GGY IE/IRL IM/IMN IS/ISL JE/JEY LT/LTU
        LV/LVA NO/NOR SE/SWE SJ/SJM
      Polynesia:
        AS/ASM CK/COK NU/NIU PF/PYF PN/PCN TK/TKL TO/TON TV/TUV WF/WLF WS/WSM
      South America:
        AR/ARG BO/BOL BR/BRA BV/BVT CL/CHL CO/COL EC/ECU FK/FLK GF/GUF GS/SGS GY/GUY PE/PER
        PY/PRY SR/SUR UY/URY VE/VEN
      South-eastern Asia:
        BN/BRN ID/IDN KH/KHM LA/LAO MM/MMR MY/MYS PH/PHL SG/SGP TH/THA TL/TLS VN/VNM
      Southern Africa:
        BW/BWA LS/LSO NA/NAM SZ/SWZ ZA/ZAF
      Southern Asia:
        AF/AFG BD/BGD BT/BTN IN/IND IR/IRN LK/LKA MV/MDV NP/NPL PK/PAK
      Southern Europe:
        AD/AND AL/ALB BA/BIH ES/ESP GI/GIB GR/GRC HR/HRV IT/ITA ME/MNE MK/MKD MT/MLT PT/PRT
        RS/SRB SI/SVN SM/SMR VA/VAT
      Western Africa:
        BF/BFA BJ/BEN CI/CIV CV/CPV GH/GHA GM/GMB GN/GIN GW/GNB LR/LBR ML/MLI MR/MRT NE/NER
        NG/NGA SH/SHN SL/SLE SN/SEN TG/TGO
      Western Asia:
        AE/ARE AM/ARM AZ/AZE BH/BHR CY/CYP GE/GEO IL/ISR IQ/IRQ JO/JOR KW/KWT LB/LBN OM/OMN
        PS/PSE QA/QAT SA/SAU SY/SYR TR/TUR YE/YEM
      Western Europe:
        AT/AUT BE/BEL CH/CHE DE/DEU FR/FRA LI/LIE LU/LUX MC/MCO NL/NLD
      """;

  @Test
  void knowsTheRegionOfEachOfThe249CountriesByBothCodes() {
    Map<String, String> expected = new HashMap<>();
    String region = "";
    for (String line : M49.lines().toList()) {
      if (line.endsWith(":")) {
        region = line.substring(0, line.length() - 1);
      } else {
        for (String codes : line.strip().split(" ")) {
          expected.put(codes.substring(0, 2), region);
          expected.put(codes.substring(3), region);
        }
      }
    }
    assertThat(expected).hasSize(2 * 249);

    Map<String, String> known = new HashMap<>();
    Regions.codes().forEach(code -> known.put(code, Regions.region(code).orElseThrow()));
    assertThat(known).isEqualTo(expected);
    for (String code : expected.keySet()) {
      assertThat(Regions.region(code.toLowerCase(Locale.ROOT))).contains(expected.get(code));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "FR, Western Europe",
    "deu, Western Europe",
    "Gb, Northern Europe",
    "GGY, Northern Europe",
    "VN, South-eastern Asia",
    "AUS, Australia and New Zealand",
    "KE, Eastern Africa",
    "NG, Western Africa",
    "CD, Middle Africa",
    "ZA, Southern Africa",
    "JM, Caribbean",
    "MX, Central America",
    "BR, South America",
    "US, Northern America",
    "AQ, Antarctica",
    "TW, Eastern Asia"
  })
  void takesTheIntermediateRegionWhereThereIsOne(String code, String region) {
    assertThat(Regions.region(code)).contains(region);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "F", "XX", "ZZZ", "EU", "UK", "France", "FR ", "250", "XK", "001"})
  void knowsNoOtherCode(String code) {
    assertThat(Regions.region(code)).isEmpty();
  }

  @Test
  void readsCodesAlikeWhereverItRuns() throws Exception {
    assertThat(InLocale.of("tr-TR", () -> Regions.region("it"))).contains("Southern Europe");
  }
}
