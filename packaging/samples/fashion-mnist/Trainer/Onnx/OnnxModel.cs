using System.Text;
using MLSecOps.Samples.FashionMnist.Data;
using MLSecOps.Samples.FashionMnist.Layers;
using MLSecOps.Samples.FashionMnist.Learning;

namespace MLSecOps.Samples.FashionMnist.Onnx;

/// <summary>The network as an ONNX file, and back.</summary>
/// <remarks>Field numbers from onnx.proto (ModelProto, GraphProto, ValueInfoProto, OperatorSetIdProto).</remarks>
internal static class OnnxModel
{
    public const string InputName = "image";
    public const string OutputName = "logits";

    private const int IrVersion = 8;
    private const int OperatorSet = 17;
    private const int GraphField = 7;
    private const int InitialiserField = 5;

    public static byte[] Write(Network network)
    {
        var graph = new ProtobufWriter();
        foreach (var node in OnnxNode.Chain)
        {
            graph.Message(1, node);
        }

        graph.Text(2, "fashion-mnist");
        foreach (var initialiser in Initialiser.Of(network))
        {
            var values = Enumerable.Range(0, initialiser.Length).Select(i => initialiser.Parameter.Values[initialiser.Place(i)]);
            graph.Message(InitialiserField, OnnxTensor.Write(initialiser.Name, initialiser.Shape, [.. values]));
        }

        graph.Message(11, Value(InputName, 1, ImageSet.Side, ImageSet.Side)).Message(12, Value(OutputName, Network.ClassCount));
        return new ProtobufWriter()
            .Integer(1, IrVersion)
            .Text(2, "mlsec-samples")
            .Message(GraphField, graph)
            .Message(8, new ProtobufWriter().Text(1, "").Integer(2, OperatorSet))
            .ToArray();
    }

    /// <summary>Reads the learned numbers; the graph is taken to be the one that <see cref="Write"/> makes.</summary>
    /// <exception cref="InvalidDataException">Not such a file.</exception>
    public static Network Read(ReadOnlySpan<byte> model)
    {
        var raw = new Dictionary<string, byte[]>();
        for (var fields = new ProtobufReader(model); fields.Next();)
        {
            if (fields.Field == GraphField)
            {
                CollectInitialisers(fields.Content, raw);
            }
        }

        var network = new Network();
        foreach (var initialiser in Initialiser.Of(network))
        {
            var values = new float[initialiser.Length];
            OnnxTensor.ReadRaw(raw.GetValueOrDefault(initialiser.Name, []), values);
            for (var i = 0; i < values.Length; i++)
            {
                initialiser.Parameter.Values[initialiser.Place(i)] = values[i];
            }
        }

        return network;
    }

    private static void CollectInitialisers(ReadOnlySpan<byte> graph, Dictionary<string, byte[]> raw)
    {
        for (var fields = new ProtobufReader(graph); fields.Next();)
        {
            if (fields.Field != InitialiserField)
            {
                continue;
            }

            var (name, data) = ("", Array.Empty<byte>());
            for (var tensor = new ProtobufReader(fields.Content); tensor.Next();)
            {
                name = tensor.Field == OnnxTensor.NameField ? Encoding.UTF8.GetString(tensor.Content) : name;
                data = tensor.Field == OnnxTensor.RawDataField ? tensor.Content.ToArray() : data;
            }

            raw[name] = data;
        }
    }

    // ValueInfoProto: name 1, type 2 { tensor_type 1 { elem_type 1, shape 2 { dim 1 { dim_value 1 | dim_param 2 } } } }.
    private static ProtobufWriter Value(string name, params ReadOnlySpan<int> sizes)
    {
        var shape = new ProtobufWriter().Message(1, new ProtobufWriter().Text(2, "batch"));
        foreach (var size in sizes)
        {
            shape.Message(1, new ProtobufWriter().Integer(1, size));
        }

        var tensor = new ProtobufWriter().Integer(1, OnnxTensor.Float32).Message(2, shape);
        return new ProtobufWriter().Text(1, name).Message(2, new ProtobufWriter().Message(1, tensor));
    }
}
