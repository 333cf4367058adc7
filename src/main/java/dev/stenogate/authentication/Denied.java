package dev.stenogate.authentication;

/** A credential is refused; {@link CredentialChain} makes a verdict of it. */
final class Denied extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Verdict.Refused verdict;

  Denied(Denial denial, String told, String credentialId) {
    super(told, null, false, false); // Callers' mistakes are no defects: no stack trace.
    this.verdict = new Verdict.Refused(denial, told, credentialId);
  }

  Verdict.Refused verdict() {
    return verdict;
  }
}
