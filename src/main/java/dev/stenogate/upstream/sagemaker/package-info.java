/**
 * The transport to SageMaker AI endpoints: HTTP/2 bidirectional streaming with the AWS SDK. The way
 * of one link:
 *
 * <pre>
 * session's loop ─ send ─▶ {@link dev.stenogate.upstream.sagemaker.RequestStream} ─ onNext ─▶ SDK: sign, frame, HTTP/2
 * SDK's event loop ─ part ─▶ {@link dev.stenogate.upstream.sagemaker.PartJoiner} ─ frame ─▶ {@link dev.stenogate.upstream.sagemaker.Mailbox} ─▶ listener
 * </pre>
 *
 * <p>The SDK reports success for a reset stream and for one that ends in the middle of a message,
 * so the end of a call says nothing about the work done on it; see {@link
 * dev.stenogate.upstream.sagemaker.Ending}.
 */
package dev.stenogate.upstream.sagemaker;
