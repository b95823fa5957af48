# Flink with Tributary's jobs, for application mode (deploy/flink-k8s-operator). Build the jar first:
#   mvn -q -DskipTests -pl jobs -am package
#   docker build -t tributary .
FROM flink:2.2.0-java17

# Checkpoints and the lake on S3. The plug-in comes with the image; Flink loads it from here only.
RUN mkdir -p plugins/s3-fs-hadoop \
    && cp opt/flink-s3-fs-hadoop-2.2.0.jar plugins/s3-fs-hadoop/

COPY --chown=flink:flink jobs/target/tributary-jobs.jar usrlib/tributary-jobs.jar
