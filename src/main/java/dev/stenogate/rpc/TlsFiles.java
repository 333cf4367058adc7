package dev.stenogate.rpc;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the port's TLS has its certificates from: PEM files.
 *
 * @param clientCa who vouches for callers' certificates; empty: callers are not asked for one
 * @param clientsMust whether a caller without one is refused
 */
public record TlsFiles(Path certificate, Path key, Optional<Path> clientCa, boolean clientsMust) {}
