package dev.stenogate.localstack.sagemaker;

/** Carries a {@link Refusal} out of a check. */
final class RefusedCall extends Exception {
  private final transient Refusal refusal;

  RefusedCall(Refusal refusal) {
    super(refusal.message());
    this.refusal = refusal;
  }

  Refusal refusal() {
    return refusal;
  }
}
