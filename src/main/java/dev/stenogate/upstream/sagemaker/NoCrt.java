package dev.stenogate.upstream.sagemaker;

import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import software.amazon.awssdk.checksums.SdkChecksum;
import software.amazon.awssdk.checksums.spi.ChecksumAlgorithm;

/**
 * Cuts the references of the SDK's checksums to the AWS Common Runtime, which is not on the class
 * path: a native image is linked at build time and fails on them. Event streams use the JDK's
 * CRC-32.
 *
 * <p>Only substituted members may stand here: no constructor, no helper.
 */
@SuppressWarnings("DoNotCallSuggester") // Nobody calls them: the JDK has CRC-32.
@TargetClass(className = "software.amazon.awssdk.checksums.internal.ChecksumProvider")
final class NoCrt {
  @Substitute
  static SdkChecksum createCrtCrc32C() {
    throw new UnsupportedOperationException("AWS CRT");
  }

  @Substitute
  static SdkChecksum crc64NvmeCrtImplementation() {
    throw new UnsupportedOperationException("AWS CRT");
  }

  @Substitute
  static SdkChecksum crtXxHash(ChecksumAlgorithm algorithm) {
    throw new UnsupportedOperationException("AWS CRT");
  }
}
