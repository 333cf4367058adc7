# Stenogate. `make help` lists the targets.

.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c

# A JDK 25: JAVA_HOME if it is one, else the usual places.
JDK := $(shell bash .ci/find-jdk)
export JAVA_HOME := $(JDK)
JAVA := $(JDK)/bin/java
MVN := mvn -B -ntp
JAR := target/quarkus-app/quarkus-run.jar
SOURCES := pom.xml $(shell find src/main src/localstack -type f)
LOCALSTACK = $(JAVA) --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
	-Djava.util.logging.manager=org.jboss.logmanager.LogManager \
	-cp target/test-classes:target/classes:$$(cat target/localstack.classpath)

.PHONY: help jdk build demo run test simulate planted lint examples faults routing burst clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/\1\t\2/' | expand -t 12

jdk:
	@test -n "$(JDK)" || { echo "Stenogate needs a JDK 25: install one (for example Eclipse Temurin 25) and set JAVA_HOME to it." >&2; exit 1; }

$(JAR): $(SOURCES) | jdk
	@echo "building ..."
	@$(MVN) -q package -DskipTests

build: $(JAR) ## package the program into target/quarkus-app

demo: $(JAR) ## local stack and gateway; streams sample speech in real time and prints what comes back
	@$(LOCALSTACK) dev.stenogate.localstack.Demo

run: $(JAR) ## local stack and gateway on localhost:9000, until Ctrl-C; settings of the gateway: SET='key=value ...'
	@$(LOCALSTACK) dev.stenogate.localstack.LocalStackMain $(SET)

test: | jdk ## everything that must hold: unit, simulation, local stack over TLS, packaged program
	@.ci/lint-proto
	$(MVN) verify

simulate: | jdk ## a million simulated worlds (WORLDS=n), or one with its log (SEED=n)
	@$(MVN) -q process-test-classes
	@$(LOCALSTACK) -ea dev.stenogate.simulation.Simulation $(if $(SEED),seed $(SEED),$(or $(WORLDS),1000000))

planted: | jdk ## plant known bugs, one at a time, and see that the simulation catches each
	@$(MVN) -q process-test-classes
	@src/test/planted/run $(or $(WORLDS),20000)

lint: | jdk ## formatter and proto lint
	@.ci/lint-proto
	@$(MVN) -q spotless:check

examples: $(JAR) ## run the Node and Python examples against a gateway on the local stack
	@$(LOCALSTACK) dev.stenogate.localstack.Examples

faults: $(JAR) ## break every part in mid-call, print what callers notice; FAULTS='--only rut', '--write docs/failures.md'
	@$(LOCALSTACK) dev.stenogate.localstack.faults.FaultsMain $(FAULTS)

routing: | jdk ## compare ways of routing in simulated time; writes docs/routing.md and its plots
	@$(MVN) -q process-test-classes
	@$(JAVA) -XX:+UseSerialGC -cp target/test-classes:target/classes dev.stenogate.fleet.RoutingMain docs/routing.md

burst: $(JAR) ## what a tenant notices of another's burst, alone and beside it in turns (ROUNDS, SECONDS_EACH)
	@$(LOCALSTACK) dev.stenogate.localstack.burst.BurstMain $(or $(ROUNDS),3) $(or $(SECONDS_EACH),60)

clean: ## remove everything that was built
	@rm -rf target
