"""Streams a WAV file (16-bit PCM, mono, 16 kHz) at the pace of speech and prints what is understood.

    python transcribe.py localhost:9000 speech.wav

A credential, if the gateway wants one, is taken from STENOGATE_TOKEN.
"""

import os
import sys
import time
import wave
from pathlib import Path

import grpc
from google.rpc import error_details_pb2
from grpc_status import rpc_status

sys.path.insert(0, str(Path(__file__).parents[2] / "src/main/proto"))
pb, services = grpc.protos_and_services("stenogate/v1/transcription.proto")

MESSAGE_SECONDS = 0.080


def requests(path):
    """The session's start, then its audio in real time.

    gRPC takes the next request only when the one before could be sent, so a busy gateway holds
    the audio here and not in memory.
    """
    pcm16 = pb.AudioFormat(encoding=pb.ENCODING_PCM16, sample_rate_hz=16_000, channels=1)
    yield pb.TranscribeRequest(start=pb.Start(audio_format=pcm16))
    begin = time.monotonic()
    with wave.open(path) as wav:
        samples_per_message = int(wav.getframerate() * MESSAGE_SECONDS)
        sent = 0
        while audio := wav.readframes(samples_per_message):
            time.sleep(max(0, begin + sent * MESSAGE_SECONDS - time.monotonic()))
            yield pb.TranscribeRequest(audio=audio)
            sent += 1


def show(response):
    match response.WhichOneof("response"):
        case "started":
            print("session", response.started.session_id)
        case "segment":
            kind = "final  " if response.segment.is_final else "partial"
            print(kind, response.segment.text.strip(), flush=True)
        case "notice":
            print("notice ", pb.NoticeCode.Name(response.notice.code), response.notice.text)
        case "completed":
            print(response.completed.usage.segments, "segments")


def reason(error):
    """The stable reason of an error, from google.rpc.ErrorInfo in the trailers."""
    status = rpc_status.from_call(error)
    for detail in status.details if status else []:
        info = error_details_pb2.ErrorInfo()
        if detail.Unpack(info):
            return info.reason
    return "no reason given"


def main(server, path):
    token = os.environ.get("STENOGATE_TOKEN")
    metadata = [("authorization", f"Bearer {token}")] if token else []
    with grpc.insecure_channel(server) as channel:
        try:
            for response in services.TranscriptionStub(channel).Transcribe(requests(path), metadata=metadata):
                show(response)
        except grpc.RpcError as error:
            sys.exit(f"{error.code().name} ({reason(error)}): {error.details()}")


if __name__ == "__main__":
    main(*sys.argv[1:])
