// A client of Scopegate in Go: grpc-go and the .proto, nothing generated. Asks what it reads, says what it was told.
//
//	client <address> <folder of the .proto files> [<ca> <certificate> <key> <token>]
//
// One JSON object on standard input: {"checks": [...]}; one on standard output, with an outcome for every way to ask.
package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"sort"
	"time"

	"github.com/bufbuild/protocompile"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/metadata"
	reflectionpb "google.golang.org/grpc/reflection/grpc_reflection_v1"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protodesc"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/descriptorpb"
	"google.golang.org/protobuf/types/dynamicpb"
)

const service = "scopegate.v1.DecisionPoint"

type checks struct {
	Checks []json.RawMessage `json:"checks"`
}

type outcomes struct {
	Check      []string `json:"check"`
	Batch      []string `json:"batch"`
	Stream     []string `json:"stream"`
	Reflection []string `json:"reflection"`
	Services   []string `json:"services"`
	Stranger   string   `json:"stranger"`
	Health     string   `json:"health"`
}

func must[T any](value T, err error) T {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	return value
}

func dial(address string, security []string) (*grpc.ClientConn, string) {
	if len(security) == 0 {
		return must(grpc.NewClient(address, grpc.WithTransportCredentials(insecure.NewCredentials()))), ""
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(must(os.ReadFile(security[0])))
	own := must(tls.LoadX509KeyPair(security[1], security[2]))
	secure := credentials.NewTLS(&tls.Config{RootCAs: roots, Certificates: []tls.Certificate{own}})
	return must(grpc.NewClient(address, grpc.WithTransportCredentials(secure))), security[3]
}

func message(of protoreflect.MessageDescriptor, text []byte) *dynamicpb.Message {
	made := dynamicpb.NewMessage(of)
	must(0, protojson.Unmarshal(text, made))
	return made
}

// The names of a response: decision, reason and status for the client.
func outcome(response protoreflect.Message) string {
	fields := response.Descriptor().Fields()
	name := func(field protoreflect.Name) protoreflect.Name {
		of := fields.ByName(field)
		return of.Enum().Values().ByNumber(response.Get(of).Enum()).Name()
	}
	return fmt.Sprintf("%s %s %d", name("decision"), name("reason"), response.Get(fields.ByName("http_status")).Uint())
}

func invoke(ctx context.Context, conn *grpc.ClientConn, method protoreflect.MethodDescriptor, check []byte) string {
	response := dynamicpb.NewMessage(method.Output())
	path := fmt.Sprintf("/%s/%s", method.Parent().FullName(), method.Name())
	if err := conn.Invoke(ctx, path, message(method.Input(), check), response); err != nil {
		return codeOf(err)
	}
	return outcome(response)
}

func codeOf(err error) string {
	code := status.Code(err)
	names := map[string]string{"InvalidArgument": "INVALID_ARGUMENT", "Unauthenticated": "UNAUTHENTICATED"}
	if name, known := names[code.String()]; known {
		return name
	}
	return code.String()
}

func result(of protoreflect.Message) string {
	return outcome(of.Get(of.Descriptor().Fields().ByName("response")).Message())
}

func batch(ctx context.Context, conn *grpc.ClientConn, method protoreflect.MethodDescriptor, all []json.RawMessage) []string {
	request := must(json.Marshal(map[string]any{"items": all}))
	response := dynamicpb.NewMessage(method.Output())
	must(0, conn.Invoke(ctx, "/"+service+"/CheckBatch", message(method.Input(), request), response))
	results := response.Get(method.Output().Fields().ByName("results")).List()
	said := []string{}
	for at := 0; at < results.Len(); at++ {
		said = append(said, result(results.Get(at).Message()))
	}
	return said
}

func stream(ctx context.Context, conn *grpc.ClientConn, method protoreflect.MethodDescriptor, all []json.RawMessage) []string {
	both := &grpc.StreamDesc{ClientStreams: true, ServerStreams: true}
	call := must(conn.NewStream(ctx, both, "/"+service+"/CheckStream"))
	for _, check := range all {
		must(0, call.SendMsg(message(method.Input(), must(json.Marshal(map[string]any{"check": check})))))
	}
	must(0, call.CloseSend())
	said := []string{}
	for {
		response := dynamicpb.NewMessage(method.Output())
		err := call.RecvMsg(response)
		if err == io.EOF {
			return said
		}
		must(0, err)
		said = append(said, result(response.Get(method.Output().Fields().ByName("result")).Message()))
	}
}

// What the server says of itself: its services, and the descriptor of the one that decides.
func reflect(ctx context.Context, conn *grpc.ClientConn) ([]string, protoreflect.ServiceDescriptor) {
	call := must(reflectionpb.NewServerReflectionClient(conn).ServerReflectionInfo(ctx))
	ask := func(request *reflectionpb.ServerReflectionRequest) *reflectionpb.ServerReflectionResponse {
		must(0, call.Send(request))
		return must(call.Recv())
	}
	names := []string{}
	list := ask(&reflectionpb.ServerReflectionRequest{MessageRequest: &reflectionpb.ServerReflectionRequest_ListServices{}})
	for _, one := range list.GetListServicesResponse().GetService() {
		names = append(names, one.GetName())
	}
	sort.Strings(names)
	symbol := &reflectionpb.ServerReflectionRequest_FileContainingSymbol{FileContainingSymbol: service}
	files := ask(&reflectionpb.ServerReflectionRequest{MessageRequest: symbol})
	set := &descriptorpb.FileDescriptorSet{}
	for _, bytes := range files.GetFileDescriptorResponse().GetFileDescriptorProto() {
		file := &descriptorpb.FileDescriptorProto{}
		must(0, proto.Unmarshal(bytes, file))
		set.File = append(set.File, file)
	}
	found := must(must(protodesc.NewFiles(set)).FindDescriptorByName(service))
	return names, found.(protoreflect.ServiceDescriptor)
}

func main() {
	conn, token := dial(os.Args[1], os.Args[3:])
	resolver := protocompile.WithStandardImports(&protocompile.SourceResolver{ImportPaths: []string{os.Args[2]}})
	compiler := protocompile.Compiler{Resolver: resolver}
	bare, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	ctx := bare
	if token != "" {
		ctx = metadata.AppendToOutgoingContext(bare, "x-scopegate-caller-token", token)
	}
	files := must(compiler.Compile(bare, "scopegate/v1/decision_point.proto"))
	methods := files[0].Services().ByName("DecisionPoint").Methods()
	asked := checks{}
	must(0, json.NewDecoder(os.Stdin).Decode(&asked))
	good := asked.Checks[:len(asked.Checks)-1]
	check := methods.ByName("Check")
	said := outcomes{
		Batch:    batch(ctx, conn, methods.ByName("CheckBatch"), good),
		Stream:   stream(ctx, conn, methods.ByName("CheckStream"), good),
		Stranger: invoke(bare, conn, check, asked.Checks[0]),
	}
	for _, one := range asked.Checks {
		said.Check = append(said.Check, invoke(ctx, conn, check, one))
	}
	if token == "" {
		names, reflected := reflect(ctx, conn)
		said.Services = names
		for _, one := range good {
			said.Reflection = append(said.Reflection, invoke(ctx, conn, reflected.Methods().ByName("Check"), one))
		}
	}
	health := must(healthpb.NewHealthClient(conn).Check(bare, &healthpb.HealthCheckRequest{}))
	said.Health = health.GetStatus().String()
	fmt.Println(string(must(json.Marshal(said))))
}
