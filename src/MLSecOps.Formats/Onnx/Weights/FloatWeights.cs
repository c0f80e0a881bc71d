using MLSecOps.Core.Fingerprints;
using MLSecOps.Core.Tensors;
using MLSecOps.Formats.Onnx.Graph;

namespace MLSecOps.Formats.Onnx.Weights;

/// <summary>Where the floating-point initialisers of a model are in its file.</summary>
public static class FloatWeights
{
    /// <summary>Finds them; O(tensors). Left out are weights in other files, in sparse tensors and in attributes of nodes, and tensors whose bytes do not fit their shape, come in pieces or are stored as whole numbers.</summary>
    /// <param name="model">A walked model below 2 GiB; untrusted.</param>
    /// <returns>Regions that do not overlap, in the order of the file.</returns>
    public static IReadOnlyList<WeightRegion> Find(ModelTables model)
    {
        ArgumentNullException.ThrowIfNull(model);
        List<WeightRegion> regions = [];
        foreach (TensorRow tensor in model.Graphs.SelectMany(graph => graph.Initializers).Select(row => model.Tensors[row]))
        {
            if (!tensor.IsExternal && ElementTypes.IsFloat(tensor.Type)
                && Bytes(tensor) is { } start && tensor.Elements > 0 && model.FileBytes <= int.MaxValue)
            {
                regions.Add(new WeightRegion((int)start, (int)tensor.Elements, tensor.Type));
            }
        }

        return [.. regions.OrderBy(region => region.Start)];
    }

    private static long? Bytes(in TensorRow tensor)
    {
        int size = ElementTypes.Size(tensor.Type);
        long needed = tensor.Elements <= int.MaxValue ? tensor.Elements * size : -1;
        bool packed = (tensor.Type, tensor.TypedField) is (ElementType.Float32, TensorProtoFields.FloatData) or (ElementType.Float64, TensorProtoFields.DoubleData);
        return tensor.RawLength >= 0 && tensor.TypedField == 0 && tensor.RawLength == needed ? tensor.RawStart
            : tensor.RawLength < 0 && packed && tensor.TypedLength == needed && tensor.TypedCount == tensor.Elements ? tensor.TypedStart
            : null;
    }
}
