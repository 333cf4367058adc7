package dev.stenogate.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** What an operator can set. {@link Settings} turns it into validated values. */
@ConfigMapping(prefix = "stenogate")
public interface StenogateConfig {
  /** The pool of a call that names none. */
  @WithDefault("default")
  String defaultPool();

  /** GPU endpoints by the operator's name for them. At least one. */
  Map<String, Endpoint> endpoints();

  /** Bounds of a session. */
  Session session();

  /** Calls that wait for a slot. */
  Waiting waiting();

  /** How broken calls go on. */
  Resume resume();

  /** How calls are taken leave of. */
  Drain drain();

  /** Connections to SageMaker. */
  SageMakerClient sagemaker();

  /** Which endpoint serves a call. */
  Routing routing();

  /** What operators may do on the management port. */
  Admin admin();

  /** Who may call, and how it is known. */
  AuthConfig auth();

  /** Tenants, their limits and keys. */
  TenantsConfig tenants();

  /** TLS on the gRPC port, and its connections. */
  ServerConfig server();

  /** Which endpoint serves a call. */
  interface Routing {
    /** Where this gateway is: its own zone's endpoints go first. Default: no preference. */
    Optional<String> zone();

    /** Whether a capacity below the cap is learned from lag, and kept to by new calls. */
    @WithDefault("true")
    boolean learnCapacity();

    /** Share of a pool's endpoints that may be ejected at once, 0 to 100; never the last one. */
    @WithDefault("50")
    int maxEjectedPercent();

    /** Failed links in a row that eject an endpoint, 1 to 100. */
    @WithDefault("3")
    int failuresMax();

    /** Length of a first ejection; each further one is twice as long, at most four times. */
    @WithDefault("5s")
    Duration ejectionTime();

    /** How long an endpoint that comes back gets less than its share. */
    @WithDefault("20s")
    Duration slowStart();
  }

  /** What operators may do on the management port. */
  interface Admin {
    /** Bearer token that changes of endpoints need. Default: none, who reaches the port may. */
    Optional<String> token();
  }

  /** How slots are divided among replicas. */
  Slots slots();

  /** One GPU endpoint: exactly one of {@code sagemaker} and {@code vllm} says where it is. */
  interface Endpoint {
    /** The group it serves in. */
    @WithDefault("default")
    String pool();

    /** The model's name on the vLLM server. */
    @WithDefault("mistralai/Voxtral-Mini-4B-Realtime-2602")
    String model();

    /** Languages of the model as BCP 47 tags; the default is Voxtral's. */
    @WithDefault("en,fr,es,de,ru,zh,ja,it,pt,nl,ar,hi,ko")
    List<String> languages();

    /** Sessions that one of its instances may hold at once, 1 to 10,000 over all of them. */
    @WithDefault("12")
    int sessionsMax();

    /** Instances behind it, between which SageMaker shares sessions out. */
    @WithDefault("1")
    int instances();

    /** Its share of the sessions, relative to an endpoint of as many slots; 0.01 to 100. */
    @WithDefault("1")
    double weight();

    /** Where it is, such as eu-west-1a. Default: not said. */
    Optional<String> zone();

    /** The model's transcription delay, a multiple of 80 ms from 80 ms to 2400 ms. */
    @WithDefault("480ms")
    Duration transcriptionDelay();

    Optional<SageMaker> sagemaker();

    Optional<Vllm> vllm();
  }

  /** An Amazon SageMaker AI endpoint. */
  interface SageMaker {
    /** Such as eu-west-1. */
    String region();

    /** SageMaker's name of the endpoint. Default: the operator's. */
    Optional<String> endpointName();

    /** Production variant. Default: SageMaker chooses. */
    Optional<String> variant();

    /**
     * Path in the container, without a leading slash. Default: /invocations-bidirectional-stream.
     */
    Optional<String> invocationPath();

    /** Query string for the container. */
    Optional<String> queryString();

    /** Connects there instead of to AWS; http means HTTP/2 with prior knowledge. */
    Optional<URI> endpointOverride();

    /** PEM file of certificates to trust besides the JDK's. */
    Optional<Path> trustedCa();

    Credentials credentials();
  }

  /** Who signs. Default: the SDK's chain, which knows EKS Pod Identity. */
  interface Credentials {
    /** Fixed keys, for the local stack. */
    Optional<String> accessKeyId();

    Optional<String> secretAccessKey();

    Optional<String> sessionToken();

    /** Assumes this role with the token file (IRSA). */
    Optional<String> roleArn();

    Optional<Path> webIdentityTokenFile();
  }

  /** A plain vLLM Realtime server. */
  interface Vllm {
    /** ws:// or wss://; without a path /v1/realtime. */
    URI url();

    /** Sent as a bearer token in the handshake. */
    Optional<String> token();

    /** PEM file of the certificates to trust instead of the JDK's. */
    Optional<Path> trustedCa();
  }

  /** Bounds of a session. */
  interface Session {
    /** Longest wait for the first message of a call. */
    @WithDefault("10s")
    Duration startTimeout();

    /** Longest wait for a model to accept a link. */
    @WithDefault("10s")
    Duration connectTimeout();

    /**
     * Links that may fail one after another without a segment becoming final in between, 1 to 100.
     */
    @WithDefault("60")
    int linksMax();

    /** Links that may fail one after another before a call is told of an endpoint, 1 to 100. */
    @WithDefault("3")
    int openingLinksMax();

    /** Longest search for an endpoint after a link failed. */
    @WithDefault("30s")
    Duration recoveryTimeout();

    /** Links are replaced at about this age; SageMaker cuts streams at 30 minutes. */
    @WithDefault("25m")
    Duration linkAgeMax();

    /** Longest silence of a caller on the wire. */
    @WithDefault("60s")
    Duration idleTimeout();

    /** Longest that a caller may leave responses unread. */
    @WithDefault("5m")
    Duration notReadingTimeout();

    /** Longest wait for text that is due. */
    @WithDefault("5s")
    Duration stallTimeout();

    /** The same while another endpoint has room. */
    @WithDefault("1.5s")
    Duration suspectTimeout();

    /**
     * Audio that waits longer than this, while its model is slower than real time, waits too long.
     */
    @WithDefault("2s")
    Duration lagMax();

    /** Speech, by voice activity, for which a model may write nothing. */
    @WithDefault("2.5s")
    Duration blankTimeout();
  }

  /** Calls that wait for a slot. */
  interface Waiting {
    /** Calls that may wait for one pool, 0 to 10,000. */
    @WithDefault("200")
    int perPoolMax();

    /**
     * Calls of one tenant that may wait for one pool, 0 to 10,000. Default: as many as of all; all
     * callers are of one tenant.
     */
    OptionalInt perTenantMax();

    /** Slots that not all may take. */
    HoldBack holdBack();
  }

  /** Shares of a pool's slots, 0 to 0.5 each, below 1 together. */
  interface HoldBack {
    /** Only critical calls may take these. */
    @WithDefault("0")
    double critical();

    /** Only critical and standard calls may take these. */
    @WithDefault("0")
    double standard();
  }

  /** How broken calls go on. */
  interface Resume {
    /**
     * Keys that sign resume tokens, in base64, each of 32 bytes or more; the newest first. The same
     * on all replicas. Default: one that this process makes up, so that only it can resume its
     * calls.
     */
    Optional<List<String>> keys();

    /** How long a token can be used. */
    @WithDefault("1h")
    Duration tokenLife();
  }

  /** How calls are taken leave of. */
  interface Drain {
    /** What a call has to finish or to move when the gateway stops. */
    @WithDefault("20s")
    Duration timeout();

    /**
     * Connections of callers are closed at about this age, after the same leave. Default: never.
     */
    Optional<Duration> connectionAgeMax();
  }

  /** Connections to SageMaker. */
  interface SageMakerClient {
    /** Links at one time over all endpoints of a region. */
    @WithDefault("1000")
    int streamsMax();

    /** Longest for TCP, for TLS, and for having a connection. */
    @WithDefault("5s")
    Duration connectTimeout();

    /** Between HTTP/2 PINGs, and longest wait for the answer. */
    @WithDefault("15s")
    Duration pingPeriod();
  }

  /** How slots are divided among replicas. */
  interface Slots {
    /** {@code local}: there is one replica. */
    @WithDefault("local")
    Mode mode();

    /**
     * The most replicas that there are at one time, 1 to 1,000: where slots are partitioned, and
     * for a replica that never saw Redis. Without default: a number that is too small goes over
     * caps.
     */
    OptionalInt replicas();

    /**
     * This one's number, from 0. Default where slots are partitioned: what follows on the last dash
     * of the host's name, as in a StatefulSet.
     */
    OptionalInt replicaOrdinal();

    /** After this the slots of a replica that is gone are free again; 2 s to 5 min. */
    @WithDefault("10s")
    Duration leaseTime();

    /** Of all keys in Redis: one for each deployment. */
    @WithDefault("stenogate")
    String keyPrefix();

    /** Names this replica in Redis. Default: the host's name. */
    Optional<String> replicaId();

    /** Who divides the slots. */
    enum Mode {
      LOCAL,
      PARTITIONED,
      REDIS
    }
  }
}
