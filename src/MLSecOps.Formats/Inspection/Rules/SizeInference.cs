using System.Text;
using MLSecOps.Formats.Onnx.Graph;

namespace MLSecOps.Formats.Inspection.Rules;

/// <summary>What an operator makes of what is known of its inputs (ONNX operator schemas). Sizes are lower bounds: what is not known counts as 1.</summary>
internal sealed class SizeInference(ModelTables model, NodeRow node, KnownValue[] inputs, ContentReader content)
{
    private const int MostEquation = 256;

    private readonly ModelTables _model = model;
    private readonly NodeRow _node = node;
    private readonly KnownValue[] _inputs = inputs;

    /// <summary>The first output.</summary>
    internal KnownValue Of(string name) => name switch
    {
        "ConstantOfShape" => KnownValue.Of(First.Numbers, null, First.FromInput),
        "Shape" => ShapeOf(),
        "Size" => First.Dims is { } dims && !dims.Contains(double.NaN) ? KnownValue.Scalar(First.AtLeast) : KnownValue.Of([]),
        "Identity" or "Cast" or "CastLike" or "Dropout" => name == "Cast" ? Whole(First) : First,
        "Neg" or "Abs" or "Floor" or "Ceil" or "Round" or "Sqrt" or "Exp" or "Reciprocal" or "Not" or "Relu" => First with { Numbers = First.Numbers?.Select(number => ConstantArithmetic.Of(name, number)).ToArray() },
        "Sigmoid" or "Tanh" or "Log" or "Erf" or "Softmax" or "LogSoftmax" or "Clip" or "LeakyRelu" or "Elu" or "Selu" or "Gelu" or "Sin" or "Cos" or "Sign" or "IsNaN" or "IsInf" or "Trilu" or "CumSum"
            or "EyeLike" or "RandomNormalLike" or "RandomUniformLike" or "Bernoulli" or "BatchNormalization" or "LayerNormalization" or "QuantizeLinear" or "DequantizeLinear" => First with { Numbers = null },
        "Add" or "Sub" or "Mul" or "Div" or "Mod" or "Pow" or "Max" or "Min" or "Sum" or "Mean" or "Equal" or "Less" or "LessOrEqual" or "Greater" or "GreaterOrEqual" or "And" or "Or" or "Xor" or "PRelu"
            or "BitShift" or "BitwiseAnd" or "BitwiseOr" => Elementwise(name),
        "Where" => Chosen(),
        "Expand" => Stretched(First, KnownValue.Of(At(1).Numbers, null)) with { Numbers = null },
        "Tile" => Tiled(),
        "Range" => Range(),
        "OneHot" => Grown((First.Dims is null ? 1 : First.AtLeast) * Math.Max(1, At(1).Single ?? 1)),
        "Pad" => Padded(),
        "Resize" or "Upsample" => Resized(),
        "RandomNormal" or "RandomUniform" => KnownValue.Of(Ints("shape"u8)),
        "Reshape" => Reshaped(),
        "Unsqueeze" or "Squeeze" or "Transpose" or "Flatten" => Rearranged(name),
        "Concat" => Joined(),
        "Gather" => Gathered(),
        "Slice" => Sliced(),
        "ReduceProd" or "ReduceSum" or "ReduceMax" or "ReduceMin" or "ReduceMean" => First is { Dims: [_], Numbers: { Length: > 0 } row } ? KnownValue.Scalar(ConstantArithmetic.Reduce(name, row)) : KnownValue.Unknown,
        "MatMul" or "MatMulInteger" or "FusedMatMul" => Multiplied(),
        "Gemm" => First.Dims is [var a, var b] && At(1).Dims is [var c, var d] ? KnownValue.Of([Int("transA"u8, 0) != 0 ? b : a, Int("transB"u8, 0) != 0 ? c : d], null, FromInput) : KnownValue.Unknown,
        "Einsum" => Summed(),
        "ConvTranspose" => Widened(),
        "MaxUnpool" => Grown(KnownValue.Product(At(2).Numbers ?? [])),
        "CenterCropPad" => Grown(KnownValue.Product(At(1).Numbers ?? [])),
        "Col2Im" => Grown(KnownValue.Product(At(1).Numbers ?? [])),
        "HannWindow" or "HammingWindow" or "BlackmanWindow" => Grown(First.Single ?? 1),
        "DFT" => Grown(At(1).Single ?? 1),
        "MelWeightMatrix" => Grown((First.Single ?? 1) * Math.Floor(((At(1).Single ?? 1) / 2) + 1)),
        "AffineGrid" => At(1).Numbers is [var n, _, .. var spatial] ? Grown(KnownValue.Product([n, .. spatial]) * spatial.Length) : KnownValue.Unknown,
        "RoiAlign" => Grown(Math.Max(1, At(1).Dims is [var rois, ..] && rois > 0 ? rois : 1) * Int("output_height"u8, 1) * Int("output_width"u8, 1)),
        "CropAndResize" => Grown(KnownValue.Product(At(3).Numbers ?? [])),
        _ => KnownValue.Unknown,
    };

    private KnownValue First => At(0);

    private bool FromInput => Array.Exists(_inputs, input => input.FromInput);

    private KnownValue At(int index) => index < _inputs.Length ? _inputs[index] : KnownValue.Unknown;

    private KnownValue Grown(double elements) => KnownValue.Some(elements, FromInput);

    private double[]? Ints(ReadOnlySpan<byte> name)
    {
        int attribute = _model.Attribute(_node, name);
        return attribute < 0 || _model.Attributes[attribute].IntegersKept is 0 or > KnownValue.MostNumbers
            ? null
            : [.. _model.IntegersOf(_model.Attributes[attribute]).ToArray().Select(number => (double)number)];
    }

    private double Int(ReadOnlySpan<byte> name, double otherwise)
    {
        int attribute = _model.Attribute(_node, name);
        return attribute < 0 ? otherwise : _model.Attributes[attribute].Integer;
    }

    private KnownValue ShapeOf()
    {
        if (First.Dims is not { Length: <= KnownValue.MostNumbers } dims)
        {
            return KnownValue.Unknown;
        }

        int start = Bound(Int("start"u8, 0), dims.Length), end = Bound(Int("end"u8, dims.Length), dims.Length);
        return KnownValue.Row(dims[start..Math.Max(start, end)]) with { FromInput = First.FromInput };
    }

    private static int Bound(double at, int length) => (int)Math.Clamp(at < 0 ? at + length : at, 0, length);

    private KnownValue Whole(KnownValue value) =>
        Int("to"u8, 1) is 2 or 3 or 4 or 5 or 6 or 7 or 12 or 13 && value.Numbers is { } numbers ? value with { Numbers = [.. numbers.Select(Math.Truncate)] } : value;

    private KnownValue Elementwise(string name)
    {
        KnownValue result = First;
        foreach (KnownValue other in _inputs.AsSpan(Math.Min(1, _inputs.Length)))
        {
            result = Stretched(result, other) with { Numbers = ConstantArithmetic.Of(name, result.Numbers, other.Numbers) };
        }

        return result;
    }

    private static KnownValue Stretched(KnownValue one, KnownValue other)
    {
        bool fromInput = one.FromInput || other.FromInput;
        return ConstantArithmetic.Broadcast(one.Dims, other.Dims) is { } dims
            ? KnownValue.Of(dims, null, fromInput)
            : KnownValue.Some(Math.Max(one.AtLeast, other.AtLeast), fromInput);
    }

    private KnownValue Chosen()
    {
        KnownValue all = Stretched(Stretched(First, At(1)), At(2));
        return all with { Numbers = First.Single is { } choice ? (choice != 0 ? At(1).Numbers : At(2).Numbers) : null };
    }

    private KnownValue Tiled()
    {
        if (At(1).Numbers is not { } times)
        {
            return First with { Dims = null, Numbers = null };
        }

        return First.Dims is { } dims && dims.Length == times.Length
            ? KnownValue.Of([.. dims.Select((dim, index) => dim * times[index])], null, FromInput)
            : Grown(First.AtLeast * KnownValue.Product(times));
    }

    private KnownValue Range()
    {
        if (First.Single is not { } start || At(1).Single is not { } limit || At(2).Single is not { } step || step == 0)
        {
            return KnownValue.Unknown;
        }

        double count = Math.Max(0, Math.Ceiling((limit - start) / step));
        return KnownValue.Of([count], count <= KnownValue.MostNumbers ? [.. Enumerable.Range(0, (int)count).Select(index => start + (index * step))] : null, FromInput);
    }

    private KnownValue Padded()
    {
        if ((At(1).Numbers ?? Ints("pads"u8)) is not { Length: > 0 } pads || pads.Length % 2 != 0)
        {
            return KnownValue.Unknown;
        }

        int rank = pads.Length / 2;
        double[]? dims = First.Dims is { } known && known.Length == rank ? [.. known.Select((dim, index) => (double.IsNaN(dim) ? 1 : dim) + pads[index] + pads[index + rank])] : null;
        if (dims is not [_] || First.Numbers is not { } numbers || dims[0] > KnownValue.MostNumbers || pads[0] < 0 || pads[1] < 0)
        {
            return dims is null ? Grown(pads.Sum(Math.Abs)) : KnownValue.Of(dims, null, FromInput);
        }

        double fill = At(2).Single ?? 0;
        return KnownValue.Row([.. Enumerable.Repeat(fill, (int)pads[0]), .. numbers, .. Enumerable.Repeat(fill, (int)pads[1])]);
    }

    private KnownValue Resized() =>
        At(3).Numbers is { Length: > 0 } sizes ? KnownValue.Of(sizes, null, FromInput)
        : At(_inputs.Length == 2 ? 1 : 2).Numbers is { Length: > 0 } scales ? Grown(First.AtLeast * KnownValue.Product(scales))
        : KnownValue.Unknown;

    private KnownValue Reshaped()
    {
        double[]? dims = At(1).Numbers is { } wanted && Array.TrueForAll(wanted, dim => dim > 0) ? wanted : null;
        return new KnownValue(dims, First.Numbers, First.AtLeast, FromInput);
    }

    private KnownValue Rearranged(string name)
    {
        double[]? dims = null;
        double[]? axes = At(1).Numbers ?? Ints("axes"u8);
        if (name == "Transpose" && First.Dims is { } known && known.Length <= KnownValue.MostNumbers)
        {
            double[]? order = Ints("perm"u8);
            dims = order is null ? [.. known.Reverse()]
                : order.Length == known.Length && Array.TrueForAll(order, axis => axis >= 0 && axis < known.Length) ? [.. order.Select(axis => known[(int)axis])]
                : null;
        }
        else if (name == "Unsqueeze" && First.Dims is { } few && axes is not null)
        {
            int rank = few.Length + axes.Length;
            int[] places = [.. axes.Select(axis => (int)(axis < 0 ? axis + rank : axis))];
            Queue<double> rest = new(few);
            dims = [.. Enumerable.Range(0, rank).Select(index => places.Contains(index) || !rest.TryDequeue(out double dim) ? 1 : dim)];
        }
        else if (name == "Squeeze" && First.Dims is { } many)
        {
            int[]? places = axes is null ? null : [.. axes.Select(axis => (int)(axis < 0 ? axis + many.Length : axis))];
            dims = [.. many.Where((dim, index) => places is null ? dim != 1 : !places.Contains(index))];
        }

        return new KnownValue(dims?.Length <= KnownValue.MostNumbers ? dims : null, name == "Transpose" ? null : First.Numbers, First.AtLeast, First.FromInput);
    }

    private KnownValue Joined()
    {
        double elements = _inputs.Sum(input => input.AtLeast);
        if (!Array.TrueForAll(_inputs, input => input.Dims is not null && input.Dims.Length == First.Dims?.Length) || First.Dims is not { Length: > 0 } dims)
        {
            return Grown(elements);
        }

        int axis = (int)Math.Clamp(Int("axis"u8, 0) is < 0 and var back ? back + dims.Length : Int("axis"u8, 0), 0, dims.Length - 1);
        double[] joined = [.. dims];
        joined[axis] = _inputs.Sum(input => input.Dims![axis]);
        double[]? numbers = dims.Length == 1 && elements <= KnownValue.MostNumbers
            ? [.. _inputs.SelectMany(input => input.Numbers ?? Enumerable.Repeat(double.NaN, (int)input.AtLeast))]
            : null;
        return KnownValue.Of(joined, numbers, FromInput);
    }

    private KnownValue Gathered()
    {
        KnownValue indices = At(1);
        if (First.Dims is not { Length: > 0 } dims || indices.Dims is not { } places)
        {
            return KnownValue.Unknown;
        }

        int axis = (int)Math.Clamp(Int("axis"u8, 0) is < 0 and var back ? back + dims.Length : Int("axis"u8, 0), 0, dims.Length - 1);
        double[]? numbers = dims.Length == 1 && First.Numbers is { } row && indices.Numbers is { } chosen
            ? [.. chosen.Select(index => index < 0 ? index + row.Length : index).Select(index => index >= 0 && index < row.Length ? row[(int)index] : double.NaN)]
            : null;
        return KnownValue.Of([.. dims[..axis], .. places, .. dims[(axis + 1)..]], numbers, FromInput);
    }

    private KnownValue Sliced()
    {
        if (First is not { Dims: [_], Numbers: { } row } || (At(4).Single ?? 1) != 1)
        {
            return KnownValue.Unknown;
        }

        double? first = At(1).Single ?? Ints("starts"u8)?[0], last = At(2).Single ?? Ints("ends"u8)?[0];
        if (first is null || last is null)
        {
            return KnownValue.Unknown;
        }

        int start = Bound(first.Value, row.Length), end = Bound(last.Value, row.Length);
        return KnownValue.Row(row[start..Math.Max(start, end)]) with { FromInput = First.FromInput };
    }

    private KnownValue Multiplied()
    {
        if (First.Dims is not { Length: > 0 } one || At(1).Dims is not { Length: > 0 } other)
        {
            return KnownValue.Unknown;
        }

        double[]? batch = ConstantArithmetic.Broadcast(one.Length > 2 ? one[..^2] : [], other.Length > 2 ? other[..^2] : []);
        double[] rows = one.Length > 1 ? [Int("transA"u8, 0) != 0 ? one[^1] : one[^2]] : [], columns = other.Length > 1 ? [Int("transB"u8, 0) != 0 ? other[^2] : other[^1]] : [];
        return KnownValue.Of([.. batch ?? [], .. rows, .. columns], null, FromInput);
    }

    private KnownValue Summed()
    {
        int attribute = _model.Attribute(_node, "equation"u8);
        string[] sides = attribute < 0 ? [] : Encoding.ASCII.GetString(content.Read(_model.Attributes[attribute].TextStart, _model.Attributes[attribute].TextLength, MostEquation)).Replace(" ", "", StringComparison.Ordinal).Split("->");
        string[] terms = sides is [var left, _] ? left.Split(',') : [];
        if (terms.Length == 0 || terms.Length != _inputs.Length)
        {
            return KnownValue.Unknown;
        }

        // A letter that stands in several terms has one size.
        Dictionary<char, double> sizes = [];
        foreach ((string term, KnownValue input) in terms.Zip(_inputs))
        {
            if (input.Dims is { } dims && dims.Length == term.Length)
            {
                for (int index = 0; index < dims.Length; index++)
                {
                    sizes[term[index]] = Math.Max(sizes.GetValueOrDefault(term[index], 1), double.IsNaN(dims[index]) ? 1 : dims[index]);
                }
            }
        }

        return Grown(sides[1].Aggregate(1.0, (product, letter) => product * sizes.GetValueOrDefault(letter, 1)));
    }

    private KnownValue Widened()
    {
        if (Ints("output_shape"u8) is { } shape)
        {
            return Grown(KnownValue.Product(shape));
        }

        if (Ints("strides"u8) is not { } strides || First.Dims is not { Length: > 2 } dims || dims.Length - 2 != strides.Length)
        {
            return KnownValue.Unknown;
        }

        double elements = 1;
        for (int index = 0; index < strides.Length; index++)
        {
            elements *= Math.Max(1, (strides[index] * ((double.IsNaN(dims[index + 2]) ? 1 : dims[index + 2]) - 1)) + 1);
        }

        return Grown(elements);
    }
}
