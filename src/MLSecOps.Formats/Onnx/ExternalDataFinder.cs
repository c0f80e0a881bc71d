using System.Text;
using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;

namespace MLSecOps.Formats.Onnx;

/// <summary>Finds tensors of an ONNX model that keep their data in other files. Walks the wire only: no model is built.</summary>
/// <remarks>Looks into subgraphs, functions, sparse and attribute tensors, so that no reference is missed wherever the runtime would follow it.</remarks>
public static class ExternalDataFinder
{
    private const int MaxLocations = 4096;

    private enum Kind
    {
        Model, Training, Graph, Function, Node, Attribute, SparseTensor, Tensor,
    }

    /// <summary>The locations named, each once, in the order of the file. Input is untrusted; so are the locations.</summary>
    public static Parsed<ExternalDataReferences> Find(ReadOnlySpan<byte> model)
    {
        OrderedDictionary<string, bool> locations = [];
        var reader = new ProtobufReader(model);
        Walk(ref reader, Kind.Model, locations);
        return reader.Fault is { } fault ? fault : new ExternalDataReferences([.. locations.Keys]);
    }

    private static void Walk(ref ProtobufReader reader, Kind kind, OrderedDictionary<string, bool> locations)
    {
        string location = "";
        bool external = false;
        while (reader.TryReadTag(out int field, out WireType type))
        {
            if (type == WireType.Length && Child(kind, field) is { } child)
            {
                if (reader.TryEnter(out ProtobufReader nested))
                {
                    Walk(ref nested, child, locations);
                    reader.TryLeave(nested);
                }
            }
            else if (kind == Kind.Tensor && field == TensorProtoFields.DataLocation && type == WireType.Varint)
            {
                external = reader.TryReadVarint(out ulong value) && value != 0;
            }
            else if (kind == Kind.Tensor && field == TensorProtoFields.ExternalData && type == WireType.Length)
            {
                location = ReadLocation(ref reader) ?? location;
            }
            else
            {
                reader.TrySkip(field, type);
            }
        }

        // By hash: a hostile model names thousands of files in millions of tensors.
        if (external && locations.TryAdd(location, true) && locations.Count > MaxLocations)
        {
            reader.Refuse(new FormatFault(RehearsalReasons.TooLarge, reader.Offset, $"at most {MaxLocations} external files"));
        }
    }

    // StringStringEntryProto: key = 1, value = 2.
    private static string? ReadLocation(ref ProtobufReader reader)
    {
        if (!reader.TryEnter(out ProtobufReader entry))
        {
            return null;
        }

        ReadOnlySpan<byte> key = default;
        ReadOnlySpan<byte> value = default;
        while (entry.TryReadTag(out int field, out WireType type))
        {
            if (type != WireType.Length || field is not (1 or 2))
            {
                entry.TrySkip(field, type);
            }
            else if (entry.TryReadBytes(out ReadOnlySpan<byte> text))
            {
                key = field == 1 ? text : key;
                value = field == 2 ? text : value;
            }
        }

        reader.TryLeave(entry);
        return key.SequenceEqual("location"u8) ? Encoding.UTF8.GetString(value) : null;
    }

    // Field numbers of onnx.proto.
    private static Kind? Child(Kind kind, int field) => (kind, field) switch
    {
        (Kind.Model, 7) => Kind.Graph,
        (Kind.Model, 20) => Kind.Training,
        (Kind.Model, 25) => Kind.Function,
        (Kind.Training, 1 or 2) => Kind.Graph,
        (Kind.Graph, 1) or (Kind.Function, 7) => Kind.Node,
        (Kind.Graph, 5) => Kind.Tensor,
        (Kind.Graph, 15) => Kind.SparseTensor,
        (Kind.Function, 11) or (Kind.Node, 5) => Kind.Attribute,
        (Kind.Attribute, 5 or 10) or (Kind.SparseTensor, 1 or 2) => Kind.Tensor,
        (Kind.Attribute, 6 or 11) => Kind.Graph,
        (Kind.Attribute, 22 or 23) => Kind.SparseTensor,
        _ => null,
    };
}
