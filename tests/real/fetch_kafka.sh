#!/usr/bin/env bash
# fetch_kafka.sh: puts the server of each Apache Kafka of kafka_versions.txt into build/kafka/VERSION/libs, with Maven and
# whatever repositories the user's own settings of Maven name. A version that is there is left alone, without any network.
#
# What cannot be fetched is no fault of the tree: the reason goes to build/kafka/unavailable.txt, the tests that need the
# server say it and skip, and the status is 0. Where CI=true it is 1.
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
cd "$here/../.."
mkdir -p build/kafka
unavailable=build/kafka/unavailable.txt
rm -f "$unavailable"

# The jars of a version are complete when the stamp names each with its size.
listing() {
  (cd "$1" && find . -name '*.jar' -printf '%f %s\n' | LC_ALL=C sort)
}

complete() {
  [ -s "$1/complete.txt" ] && [ -d "$1/libs" ] && [ "$(listing "$1/libs")" = "$(cat "$1/complete.txt")" ]
}

give_up() {
  echo "$1" | tee "$unavailable"
  [ "${CI:-}" != true ] || exit 1
  exit 0
}

command -v java >/dev/null || give_up 'Apache Kafka needs Java, which is not installed (default-jre-headless)'
while read -r version <&3; do
  folder=build/kafka/$version
  if complete "$folder"; then
    echo "Apache Kafka $version is here"
    continue
  fi
  command -v mvn >/dev/null || give_up "Apache Kafka $version is not here, and Maven is not installed (maven)"
  rm -rf "$folder"
  mkdir -p "$folder"
  # The other slf4j bindings are left out in favour of one that writes to standard error.
  cat >"$folder/pom.xml" <<POM
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>dongtin.tests</groupId>
  <artifactId>kafka</artifactId>
  <version>$version</version>
  <packaging>pom</packaging>
  <dependencies>
    <dependency>
      <groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>$version</version>
      <exclusions><exclusion><groupId>org.slf4j</groupId><artifactId>slf4j-reload4j</artifactId></exclusion></exclusions>
    </dependency>
    <dependency>
      <groupId>org.apache.kafka</groupId><artifactId>kafka-tools</artifactId><version>$version</version>
      <exclusions><exclusion><groupId>org.slf4j</groupId><artifactId>slf4j-reload4j</artifactId></exclusion></exclusions>
    </dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-simple</artifactId><version>1.7.36</version></dependency>
  </dependencies>
  <build><plugins><plugin>
    <groupId>org.apache.maven.plugins</groupId><artifactId>maven-dependency-plugin</artifactId><version>2.8</version>
  </plugin></plugins></build>
</project>
POM
  echo "fetching Apache Kafka $version"
  mvn --batch-mode --quiet -Dstyle.color=never -f "$folder/pom.xml" dependency:copy-dependencies \
    -DoutputDirectory="$PWD/$folder/libs" >"$folder/maven.log" 2>&1 ||
    give_up "Apache Kafka $version could not be fetched: $(grep -m 1 ERROR "$folder/maven.log" || tail -n 1 "$folder/maven.log")"
  for jar in "kafka_2.13-$version" "kafka-tools-$version" slf4j-simple-1.7.36; do
    [ -s "$folder/libs/$jar.jar" ] || give_up "Apache Kafka $version is not complete: $jar.jar is missing"
  done
  listing "$folder/libs" >"$folder/complete.txt"
done 3< <(grep -v '^#' "$here/kafka_versions.txt")
