"""Streams a WAV file (16-bit PCM, mono, 16 kHz) at the pace of speech and prints what is understood.
A call that breaks goes on where its finals ended, at the next of the addresses.

    python resume.py localhost:9000[,localhost:9001...] speech.wav

A credential, if the gateway wants one, is taken from STENOGATE_TOKEN.
"""

import os
import random
import sys
import time
import wave
from datetime import timedelta
from pathlib import Path

import grpc
from google.protobuf.duration_pb2 import Duration
from google.rpc import error_details_pb2
from grpc_status import rpc_status

sys.path.insert(0, str(Path(__file__).parents[2] / "src/main/proto"))
pb, services = grpc.protos_and_services("stenogate/v1/transcription.proto")

RATE_HZ = 16_000
MESSAGE_SAMPLES = RATE_HZ * 80 // 1_000
ATTEMPTS_MAX = 20  # In a row, without a new final.


class Session:
    """All that must be known to go on: the newest token, and what is final."""

    def __init__(self, audio):
        self.audio, self.begin = audio, time.monotonic()
        self.token, self.final_samples, self.segments = "", 0, 0
        self.attempts, self.leaving = 0, False

    def requests(self):
        """What is not final, at once as far as it is overdue, then at the pace of speech.

        gRPC takes the next request only when the one before could be sent, so a busy gateway
        holds the audio here and not in memory.
        """
        start = pb.Start(audio_format=pb.AudioFormat(encoding=pb.ENCODING_PCM16, sample_rate_hz=RATE_HZ, channels=1))
        first = self.final_samples
        if self.token:
            offset = Duration()
            offset.FromNanoseconds(first * 1_000_000_000 // RATE_HZ)
            start.resume.CopyFrom(pb.Resume(token=self.token, audio_offset=offset))
        yield pb.TranscribeRequest(start=start)
        for at in range(first, len(self.audio) // 2, MESSAGE_SAMPLES):
            time.sleep(max(0, self.begin + at / RATE_HZ - time.monotonic()))
            yield pb.TranscribeRequest(audio=self.audio[2 * at : 2 * (at + MESSAGE_SAMPLES)])

    def hear(self, response):
        arm = response.WhichOneof("response")
        message = getattr(response, arm) if arm else None
        if arm == "segment" and message.segment_id < self.segments:
            return  # Final before the call broke.
        show(arm, message)
        self.token = getattr(message, "resume_token", "") or self.token
        self.leaving |= arm == "go_away"
        if arm == "segment" and message.is_final:
            self.final_samples = message.end_offset.ToNanoseconds() * RATE_HZ // 1_000_000_000
            self.segments, self.attempts = self.segments + 1, 0


def show(arm, message):
    match arm:
        case "started":
            print("session", message.session_id)
        case "segment":
            print("final  " if message.is_final else "partial", message.text.strip(), flush=True)
        case "notice":
            print("notice ", pb.NoticeCode.Name(message.code), message.text)
        case "completed":
            print(message.usage.segments, "segments in the last call")


def transcribe(server, session):
    """One call. Raises how it failed."""
    token = os.environ.get("STENOGATE_TOKEN")
    metadata = [("authorization", f"Bearer {token}")] if token else []
    session.leaving = False
    with grpc.insecure_channel(server) as channel:
        responses = services.TranscriptionStub(channel).Transcribe(session.requests(), metadata=metadata)
        for response in responses:
            session.hear(response)
            if session.leaving and response.segment.is_final:
                responses.cancel()  # This replica goes; between two segments is the best moment.


def details(error):
    """Why, and when to come back in seconds, as the gateway says in the trailers."""
    status = rpc_status.from_call(error)
    info, retry = error_details_pb2.ErrorInfo(), error_details_pb2.RetryInfo()
    for detail in status.details if status else []:
        _ = detail.Unpack(info) or detail.Unpack(retry)
    return info.reason, retry.retry_delay.ToTimedelta() / timedelta(seconds=1)


def passes(code, reason, token):
    """Whether another call can help. Without a reason it was not the gateway that ended the call."""
    if code == grpc.StatusCode.RESOURCE_EXHAUSTED:
        return bool(token)
    broken = (grpc.StatusCode.CANCELLED, grpc.StatusCode.INTERNAL, grpc.StatusCode.UNKNOWN)
    return code == grpc.StatusCode.UNAVAILABLE or (not reason and code in broken)


def main(servers, path):
    with wave.open(path) as wav:
        session = Session(wav.readframes(wav.getnframes()))
    calls = 0
    while True:
        try:
            return transcribe(servers[calls % len(servers)], session)
        except grpc.RpcError as error:
            reason, retry_seconds = details(error)
            why = f"{error.code().name} ({reason or 'no reason given'}): {error.details()}"
            tries_max = ATTEMPTS_MAX if session.token else len(servers) - 1
            if not passes(error.code(), reason, session.token) or session.attempts >= tries_max:
                sys.exit(why)
            print(why, file=sys.stderr)
        calls, session.attempts = calls + 1, session.attempts + 1
        time.sleep(max(retry_seconds, random.uniform(0, min(5, 0.1 * 2**session.attempts))))


if __name__ == "__main__":
    main(sys.argv[1].split(","), sys.argv[2])
