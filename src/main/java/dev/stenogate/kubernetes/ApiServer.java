package dev.stenogate.kubernetes;

import java.net.URI;
import java.nio.file.Path;

/**
 * Where the cluster's API server is, and who asks it.
 *
 * @param url https
 * @param trustedCa PEM file of the certificates to trust, and no others
 * @param tokenFile a bearer token, read for each question: it is rotated
 */
public record ApiServer(URI url, Path trustedCa, Path tokenFile) {}
