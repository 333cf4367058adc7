package dev.stenogate.localstack.vllm;

/** Which vLLM the server behaves like; the two differ in errors and in one fault. */
public enum Compatibility {
  /**
   * vLLM 0.17: any model name is accepted, a commit before {@code session.update} is complained
   * about and obeyed, and a generation that has no token for 60 s dies silently.
   */
  V0_17,
  /** vLLM of mid-2026: model names are checked, and the order of events too. */
  LATEST
}
