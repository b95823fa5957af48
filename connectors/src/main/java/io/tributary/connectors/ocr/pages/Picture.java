package io.tributary.connectors.ocr.pages;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/** A page's picture, in grey and in a size that reading letters wants. */
final class Picture {
  /** An A4 page in 300 dots an inch is 2480 wide; a letter should be some 30 high. */
  private static final int NARROW = 1000;

  private static final long WANTED_PIXELS = 16_000_000;

  private Picture() {}

  /**
   * Reads a PNG or JPEG file, every second or third pixel only when it has very many.
   *
   * @throws Unreadable when it is too large or can't be decoded
   */
  static BufferedImage read(File file, String format, long mostPixels)
      throws IOException, Unreadable {
    Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format);
    ImageReader reader = readers.next();
    try (ImageInputStream in = ImageIO.createImageInputStream(file)) {
      reader.setInput(in, true, true);
      long width = reader.getWidth(0);
      long height = reader.getHeight(0);
      if (width * height > mostPixels) {
        throw new Unreadable(
            "the picture has %d x %d pixels, more than %d in all: send it smaller"
                .formatted(width, height, mostPixels));
      }
      ImageReadParam param = reader.getDefaultReadParam();
      int step = (int) Math.ceil(Math.sqrt((double) width * height / WANTED_PIXELS));
      param.setSourceSubsampling(Math.max(1, step), Math.max(1, step), 0, 0);
      return reader.read(0, param);
    } finally {
      reader.dispose();
    }
  }

  /** Writes it in grey, small ones enlarged, as PNG. */
  static void write(BufferedImage picture, Path file) throws IOException {
    int scale = Math.max(1, Math.min(2, (int) Math.ceil((double) NARROW / picture.getWidth())));
    BufferedImage grey =
        new BufferedImage(
            picture.getWidth() * scale, picture.getHeight() * scale, BufferedImage.TYPE_BYTE_GRAY);
    Graphics2D graphics = grey.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, grey.getWidth(), grey.getHeight());
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
    graphics.drawImage(picture, 0, 0, grey.getWidth(), grey.getHeight(), null);
    graphics.dispose();
    ImageIO.write(grey, "png", file.toFile());
  }
}
