using System.Globalization;
using MLSecOps.Core.Inspection;
using MLSecOps.Formats.Onnx.Graph;

namespace MLSecOps.Formats.Inspection.Rules;

/// <summary>DIM-BOMB for tensors and stated shapes: dimensions that are negative, overflow, disagree with the bytes, or spread few bytes over a huge dense tensor.</summary>
internal static class TensorSizeRule
{
    /// <summary>A dense tensor of this size made from next to nothing is no model's need.</summary>
    internal const long HugeBytes = 1L << 30;

    /// <summary>Elements of a stated shape: no machine that runs a model holds 2^44.</summary>
    private const long MostStated = 1L << 44;

    /// <summary>Indices of a sparse tensor that are looked at.</summary>
    private const int MostIndices = 4096;

    internal static void Apply(InspectionContext context)
    {
        ModelTables model = context.Model;
        for (int row = 0; row < model.Tensors.Count; row++)
        {
            if (Fault(context, model.Tensors[row]) is { } fault)
            {
                context.Add(InspectionRules.DimensionBomb, new ModelPlace(PlaceKind.Tensor, row), fault);
            }
        }

        for (int row = 0; row < model.Graphs.Count; row++)
        {
            GraphTable graph = model.Graphs[row];
            foreach (ValueRow value in graph.Inputs.Concat(graph.Outputs).Concat(graph.Stated))
            {
                if (Elements(model.Dimensions(value)) is < 0 or > MostStated)
                {
                    context.Add(InspectionRules.DimensionBomb, new ModelPlace(PlaceKind.Graph, row), $"the stated shape of {Locations.Name(model, value.Name)} overflows, or is beyond any memory");
                }
            }

            foreach (SparseRow sparse in graph.Sparse)
            {
                Sparse(context, sparse, new ModelPlace(PlaceKind.Graph, row));
            }
        }

        foreach ((SparseRow sparse, ModelPlace owner) in model.SparseAttributes)
        {
            Sparse(context, sparse, owner);
        }
    }

    /// <summary>The product of dimensions, unknown ones counted as 1; -1 when it overflows.</summary>
    internal static long Elements(ReadOnlySpan<long> dimensions)
    {
        long elements = 1;
        foreach (long dimension in dimensions)
        {
            if (dimension == 0)
            {
                return 0;
            }

            if (dimension > 0 && elements > long.MaxValue / dimension)
            {
                return -1;
            }

            elements *= Math.Max(1, dimension);
        }

        return elements;
    }

    private static string? Fault(InspectionContext context, in TensorRow tensor)
    {
        if (tensor.Elements < 0)
        {
            return $"dimensions {Shape(context.Model, tensor)} are negative or overflow";
        }

        if (tensor.DataType is < 0 or > TensorWidth.Last)
        {
            return string.Create(CultureInfo.InvariantCulture, $"element type {tensor.DataType} does not exist");
        }

        if (TensorWidth.Bytes(tensor.DataType, tensor.Elements) is not { } bytes)
        {
            return $"dimensions {Shape(context.Model, tensor)} overflow in bytes";
        }

        if (tensor.IsExternal)
        {
            long stated = ExternalData.Of(context.Model, tensor).Length;
            return stated >= 0 && TensorWidth.Bits(tensor.DataType) > 0 && stated != bytes ? Disagree(context.Model, tensor, bytes, stated, "bytes of external data") : null;
        }

        if (tensor.RawLength >= 0 && tensor.TypedField == 0)
        {
            return TensorWidth.Bits(tensor.DataType) == 0 ? (tensor.RawLength == 0 ? null : "raw data of a type that has none")
                : tensor.RawLength != bytes ? Disagree(context.Model, tensor, bytes, tensor.RawLength, "bytes of raw data")
                : null;
        }

        long entries = TensorWidth.Entries(tensor.DataType, tensor.Elements);
        return tensor.TypedCount < 0 || tensor.TypedField < 0 || tensor.RawLength > 0 || tensor.TypedCount == entries || (tensor.DataType == 0 && tensor.TypedCount == 0)
            ? null
            : Disagree(context.Model, tensor, entries, tensor.TypedCount, "values");
    }

    // ONNX Runtime makes sparse initialisers dense when it loads the model.
    private static void Sparse(InspectionContext context, SparseRow sparse, ModelPlace place)
    {
        ReadOnlySpan<long> dimensions = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(context.Model.Numbers).Slice(sparse.FirstDimension, sparse.Dimensions);
        long elements = dimensions.ContainsAnyExceptInRange(0, long.MaxValue) ? -1 : Elements(dimensions);
        TensorRow values = sparse.Values < 0 ? default : context.Model.Tensors[sparse.Values];
        long? dense = elements < 0 ? null : TensorWidth.Bytes(values.DataType, elements);
        if (dense is null || dense >= HugeBytes)
        {
            context.Add(InspectionRules.DimensionBomb, place, string.Create(CultureInfo.InvariantCulture,
                $"sparse_initializer {Locations.Name(context.Model, values.Name)} of {Math.Max(0, values.Elements)} values becomes {dense?.ToString(CultureInfo.InvariantCulture) ?? "more than 2^63"} bytes when it is made dense"));
        }
        else if (values.Elements > elements)
        {
            context.Add(InspectionRules.DimensionBomb, place, string.Create(CultureInfo.InvariantCulture,
                $"sparse_initializer {Locations.Name(context.Model, values.Name)} states {values.Elements} values in a tensor of {elements} elements"));
        }
        else if (sparse.Indices >= 0 && Indices(context, sparse, dimensions.ToArray(), values.Elements, elements) is { } fault)
        {
            context.Add(InspectionRules.DimensionBomb, place, $"sparse_initializer {Locations.Name(context.Model, values.Name)}: {fault}");
        }
    }

    // One number for each value, or one for each dimension of each value: whoever makes the tensor dense writes there.
    private static string? Indices(InspectionContext context, SparseRow sparse, long[] dimensions, long values, long elements)
    {
        TensorRow indices = context.Model.Tensors[sparse.Indices];
        bool rows = indices.Dimensions == 2;
        if (indices.IsExternal || indices.Elements < 0)
        {
            return null;
        }

        if (indices.Elements != values * (rows ? dimensions.Length : 1))
        {
            return string.Create(CultureInfo.InvariantCulture, $"{indices.Elements} indices for {values} values");
        }

        double[] numbers = context.Content.Numbers(sparse.Indices, MostIndices) ?? [];
        for (int at = 0; at < numbers.Length; at++)
        {
            if (numbers[at] < 0 || numbers[at] >= (rows ? dimensions[at % dimensions.Length] : elements))
            {
                return string.Create(CultureInfo.InvariantCulture, $"index {numbers[at]} lies outside of the tensor");
            }
        }

        return null;
    }

    private static string Disagree(ModelTables model, in TensorRow tensor, long expected, long found, string what) =>
        string.Create(CultureInfo.InvariantCulture, $"dimensions {Shape(model, tensor)} ask for {expected} {what}, there are {found}");

    private static string Shape(ModelTables model, in TensorRow tensor)
    {
        ReadOnlySpan<long> dimensions = model.Dimensions(tensor);
        string shown = string.Join(',', dimensions[..Math.Min(8, dimensions.Length)].ToArray());
        return dimensions.Length > 8 ? $"[{shown},…]" : $"[{shown}]";
    }
}
