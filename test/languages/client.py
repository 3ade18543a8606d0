"""A client of Scopegate in Python: grpcio and the .proto, nothing else. Asks what it reads, says what it was told.

    client.py <address> <folder of the .proto files> <folder for generated code> [<ca> <certificate> <key> <token>]

One JSON object on standard input: {"checks": [...]}; one on standard output, with an outcome for every way to ask.
"""
import json
import sys

import grpc
from google.protobuf import descriptor_pool, json_format, message_factory
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import ProtoReflectionDescriptorDatabase
from grpc_tools import protoc

address, protos, generated, *security = sys.argv[1:]
words = ["protoc", f"-I{protos}", f"--python_out={generated}", f"--grpc_python_out={generated}"]
if protoc.main([*words, "scopegate/v1/decision_point.proto"]) != 0:
    raise SystemExit("the .proto does not compile")
sys.path.insert(0, generated)
from scopegate.v1 import decision_point_pb2 as pb  # noqa: E402
from scopegate.v1 import decision_point_pb2_grpc as rpc  # noqa: E402

TIMEOUT_S = 10


def open_channel():
    if not security:
        return grpc.insecure_channel(address), None
    ca, certificate, key, token = security
    read = lambda name: open(name, "rb").read()
    credentials = grpc.ssl_channel_credentials(read(ca), read(key), read(certificate))
    return grpc.secure_channel(address, credentials), [("x-scopegate-caller-token", token)]


channel, metadata = open_channel()
stub = rpc.DecisionPointStub(channel)


def outcome(response):
    return f"{pb.Decision.Name(response.decision)} {pb.Reason.Name(response.reason)} {response.http_status}"


def code(call):
    try:
        return outcome(call())
    except grpc.RpcError as error:
        return error.code().name


def result(item):
    return outcome(item.response) if item.HasField("response") else str(grpc.StatusCode(item.error.code))


checks = [pb.CheckRequest(**check) for check in json.load(sys.stdin)["checks"]]
how = {"timeout": TIMEOUT_S, "metadata": metadata}
batch = stub.CheckBatch(pb.CheckBatchRequest(items=checks[:-1]), **how)
stream = stub.CheckStream((pb.CheckStreamRequest(check=check) for check in checks[:-1]), **how)


def reflect():
    """The same checks, and the names of the services, by what the server says of itself."""
    database = ProtoReflectionDescriptorDatabase(channel)
    pool = descriptor_pool.DescriptorPool(database)
    method = pool.FindServiceByName("scopegate.v1.DecisionPoint").FindMethodByName("Check")
    Request = message_factory.GetMessageClass(method.input_type)
    Response = message_factory.GetMessageClass(method.output_type)
    call = channel.unary_unary("/scopegate.v1.DecisionPoint/Check", Request.SerializeToString, Response.FromString)

    def ask(check):
        answer = call(json_format.ParseDict(json_format.MessageToDict(check), Request()), **how)
        said = json_format.MessageToDict(answer)
        return f'{said["decision"]} {said["reason"]} {said["httpStatus"]}'

    return [ask(check) for check in checks[:-1]], sorted(database.get_services())


# Reflection is for callers that are known, and its client here sends no metadata.
reflection, services = reflect() if metadata is None else (None, None)
health = health_pb2_grpc.HealthStub(channel).Check(health_pb2.HealthCheckRequest(), timeout=TIMEOUT_S)
print(
    json.dumps(
        {
            "check": [code(lambda: stub.Check(check, **how)) for check in checks],
            "batch": [result(item) for item in batch.results],
            "stream": [result(item.result) for item in stream],
            "reflection": reflection,
            "services": services,
            "stranger": code(lambda: stub.Check(checks[0], timeout=TIMEOUT_S)),
            "health": health_pb2.HealthCheckResponse.ServingStatus.Name(health.status),
        }
    )
)
