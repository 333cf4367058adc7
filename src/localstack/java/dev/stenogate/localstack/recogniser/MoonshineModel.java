package dev.stenogate.localstack.recogniser;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.stenogate.audio.Pcm;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Moonshine Tiny, English, on ONNX Runtime: greedy decoding with the merged decoder and its cache.
 * Thread-safe; the calling thread does the work, about 0.025 of the audio's duration on one core.
 */
final class MoonshineModel {
  private static final String FOLDER = "/models/moonshine-tiny-en/";

  /** Shorter audio gives no text. */
  private static final int SAMPLES_MIN = Pcm.SAMPLE_RATE_HZ / 10;

  /** English speech stays below it; a decoder that loops does not. */
  private static final double TOKENS_PER_SECOND_MAX = 6.5;

  private static final long TOKEN_START = 1;
  private static final long TOKEN_END = 2;
  private static final String CACHE = "past_key_values.";
  private static final String CACHE_OF_ENCODER = ".encoder.";

  private final OrtEnvironment environment;
  private final OrtSession encoder;
  private final OrtSession decoder;
  private final MoonshineVocabulary vocabulary;

  private MoonshineModel(
      OrtEnvironment environment,
      OrtSession encoder,
      OrtSession decoder,
      MoonshineVocabulary vocabulary) {
    this.environment = environment;
    this.encoder = encoder;
    this.decoder = decoder;
    this.vocabulary = vocabulary;
  }

  /** Loads the model from the classpath, in about a quarter of a second. */
  static MoonshineModel load() {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.addConfigEntry("session.intra_op.allow_spinning", "0");
      return new MoonshineModel(
          environment,
          environment.createSession(bytes("encoder_model.onnx"), options),
          environment.createSession(bytes("decoder_model_merged.onnx"), options),
          MoonshineVocabulary.parse(bytes("vocab.txt")));
    } catch (OrtException e) {
      throw new IllegalStateException("Moonshine does not load: " + e.getMessage(), e);
    }
  }

  private static byte[] bytes(String file) {
    try (InputStream in = MoonshineModel.class.getResourceAsStream(FOLDER + file)) {
      if (in == null) {
        throw new IllegalStateException("not on the classpath: " + FOLDER + file);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What is said in {@code samples[from, to)}, trimmed; empty if it is too short to say. */
  String transcribe(short[] samples, int from, int to) {
    if (to - from < SAMPLES_MIN) {
      return "";
    }
    float[] wave = new float[to - from];
    for (int i = 0; i < wave.length; i++) {
      wave[i] = samples[from + i] / 32_768f;
    }
    int tokensMax = (int) (wave.length * TOKENS_PER_SECOND_MAX / Pcm.SAMPLE_RATE_HZ) + 2;
    try (OnnxTensor input =
            OnnxTensor.createTensor(
                environment, FloatBuffer.wrap(wave), new long[] {1, wave.length});
        OrtSession.Result encoded = encoder.run(Map.of("input_values", input))) {
      return vocabulary.text(decode((OnnxTensor) encoded.get(0), tokensMax));
    } catch (OrtException e) {
      throw new IllegalStateException("Moonshine failed: " + e.getMessage(), e);
    }
  }

  private List<Integer> decode(OnnxTensor hidden, int tokensMax) throws OrtException {
    List<Integer> tokens = new ArrayList<>();
    Map<String, OnnxTensor> empty = emptyCache();
    OrtSession.Result first = null;
    OrtSession.Result last = null;
    try {
      long token = TOKEN_START;
      while (tokens.size() < tokensMax) {
        OrtSession.Result next = step(token, hidden, empty, first, last);
        if (last != null && last != first) {
          last.close();
        }
        first = first == null ? next : first;
        last = next;
        token = argmax((OnnxTensor) next.get("logits").orElseThrow());
        if (token == TOKEN_END) {
          break;
        }
        tokens.add((int) token);
      }
      return tokens;
    } finally {
      empty.values().forEach(OnnxTensor::close);
      if (last != null && last != first) {
        last.close();
      }
      if (first != null) {
        first.close();
      }
    }
  }

  /** The cache of the encoder's output stays that of the first step, the decoder's own grows. */
  private OrtSession.Result step(
      long token,
      OnnxTensor hidden,
      Map<String, OnnxTensor> empty,
      OrtSession.Result first,
      OrtSession.Result last)
      throws OrtException {
    Map<String, OnnxTensor> inputs = new HashMap<>(empty);
    inputs.put("encoder_hidden_states", hidden);
    if (first != null) {
      for (String name : empty.keySet()) {
        OrtSession.Result from = name.contains(CACHE_OF_ENCODER) ? first : last;
        String present = "present." + name.substring(CACHE.length());
        inputs.put(name, (OnnxTensor) from.get(present).orElseThrow());
      }
    }
    try (OnnxTensor ids =
            OnnxTensor.createTensor(
                environment, LongBuffer.wrap(new long[] {token}), new long[] {1, 1});
        OnnxTensor cached = OnnxTensor.createTensor(environment, new boolean[] {first != null})) {
      inputs.put("input_ids", ids);
      inputs.put("use_cache_branch", cached);
      return decoder.run(inputs);
    }
  }

  private Map<String, OnnxTensor> emptyCache() throws OrtException {
    Map<String, OnnxTensor> cache = new HashMap<>();
    for (NodeInfo input : decoder.getInputInfo().values()) {
      if (input.getName().startsWith(CACHE)) {
        long[] shape = ((TensorInfo) input.getInfo()).getShape();
        long[] none = {0, shape[1], 1, shape[3]};
        cache.put(
            input.getName(), OnnxTensor.createTensor(environment, FloatBuffer.allocate(0), none));
      }
    }
    return cache;
  }

  private static int argmax(OnnxTensor logits) {
    FloatBuffer values = logits.getFloatBuffer();
    int best = 0;
    for (int i = 1; i < values.limit(); i++) {
      if (values.get(i) > values.get(best)) {
        best = i;
      }
    }
    return best;
  }
}
