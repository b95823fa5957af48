# Flink with Tributary's jobs, for docker-compose.yml and for application mode (deploy/flink-k8s-operator). Build the jars
# first, then the image:
#   mvn -q -DskipTests -pl jobs,cluster -am package
#   docker build -t tributary .
FROM flink:2.2.0-java17

# Lake and checkpoints on S3 and HDFS. The plug-in for S3 comes with Flink's image, which loads it from here only.
RUN mkdir -p plugins/s3-fs-hadoop && ln -s ../../opt/flink-s3-fs-hadoop-2.2.0.jar plugins/s3-fs-hadoop/
COPY --chown=9999:9999 cluster/target/flink/lib/hadoop-client-*.jar lib/

# What sends lineage events, for jobs that switch it on (docs/lineage.md).
COPY --chown=9999:9999 cluster/target/flink/lib/lineage-*.jar lib/

COPY --chown=9999:9999 jobs/target/tributary-jobs.jar usrlib/tributary-jobs.jar

# Flink's own user, by its number: Kubernetes can't tell from a name that it isn't root.
USER 9999:9999

# A job manager answers on 8081; a task manager on 6122, if that is its taskmanager.rpc.port. Kubernetes doesn't look at this.
HEALTHCHECK --interval=5s --timeout=5s --start-period=30s --retries=24 \
    CMD bash -c '</dev/tcp/$(hostname)/8081 || </dev/tcp/$(hostname)/6122'
