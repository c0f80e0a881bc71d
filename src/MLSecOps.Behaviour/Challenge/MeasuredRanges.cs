using MLSecOps.Behaviour.Fingerprints;
using MLSecOps.Core.Challenge;
using MLSecOps.Core.Tensors;

namespace MLSecOps.Behaviour.Challenge;

/// <summary>Describes a model's inputs for challenges, from inputs that it really gets.</summary>
/// <remarks>
/// The first description has the measured range in some 128 to 256 steps. The others are coarser and wider: floating-point numbers at 0 and at a power of two (and at its negative, where inputs have both signs).
/// Deviations grow with the inputs and an absolute tolerance does not, so that wide ones reveal more; which is best for a model can only be measured.
/// </remarks>
public static class MeasuredRanges
{
    private const int Digits = 8;

    // In binary digits above the measured magnitude: its own scale, then 16 and 256 times that.
    private static readonly int[] Reaches = [0, 4, 8];

    /// <summary>Describes; narrow before wide.</summary>
    /// <param name="inputs">At least one, each one named tensor for each of the model's inputs; finite, of equal types; shapes are those of the first.</param>
    /// <returns>Descriptions that an expansion accepts; none where an input is text, empty, or larger than a challenge may be.</returns>
    public static IReadOnlyList<IReadOnlyList<InputDescription>> Of(IReadOnlyList<IReadOnlyList<Tensor>> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        IReadOnlyList<Tensor> first = inputs[0];
        if (first.Any(tensor => tensor.Type == ElementType.Text || tensor.Data.IsEmpty))
        {
            return [];
        }

        (Tensor Like, double Low, double High)[] measured = [.. first.Select((tensor, place) => Measure(tensor, [.. inputs.Select(input => input[place])]))];
        bool varies = measured.Any(row => ElementTypes.IsFloat(row.Like.Type) && row.Low < row.High);
        IEnumerable<IReadOnlyList<InputDescription>> all =
        [
            [.. measured.Select(row => Describe(row.Like, Fine(row.Like.Type, row.Low, row.High)))],
            .. (varies ? Reaches : []).Select(reach => (IReadOnlyList<InputDescription>)[.. measured.Select(row => Describe(row.Like, Wide(row.Like.Type, row.Low, row.High, reach)))]),
        ];
        return [.. all.Where(description => DescriptionCheck.Fault(description) is null)];
    }

    private static (Tensor Like, double Low, double High) Measure(Tensor like, IReadOnlyList<Tensor> tensors)
    {
        InputEnvelope[] envelopes = [.. tensors.Select(tensor => InputEnvelope.Of([tensor]))];
        return (like, envelopes.Min(envelope => envelope.Low), envelopes.Max(envelope => envelope.High));
    }

    private static InputDescription Describe(Tensor like, ValueRange range) => new(like.Name, like.Type, like.Shape, range);

    private static ValueRange Fine(ElementType type, double low, double high)
    {
        if (!ElementTypes.IsFloat(type))
        {
            return Whole(type, low, high);
        }

        if (low == high)
        {
            return Point(low);
        }

        // Steps so small that the range has at least 128 of them, and bounds inside it.
        int scale = Math.Clamp(Digits - (int)Math.Ceiling(Math.Log2(high - low)), ChallengeLimits.MinScale, ChallengeLimits.MaxScale);
        return new ValueRange.Floats(Math.ScaleB(Math.Ceiling(Math.ScaleB(low, scale)), -scale), Math.ScaleB(Math.Floor(Math.ScaleB(high, scale)), -scale), scale);
    }

    private static ValueRange Wide(ElementType type, double low, double high, int reach)
    {
        if (!ElementTypes.IsFloat(type) || low == high)
        {
            return Fine(type, low, high);
        }

        int exponent = (int)Math.Ceiling(Math.Log2(Math.Max(Math.Abs(low), Math.Abs(high)))) + reach;
        double most = Math.ScaleB(1, exponent);
        return new ValueRange.Floats(low < 0 ? -most : 0, high > 0 ? most : 0, -exponent);
    }

    // A value of binary32 or binary64 in ordinary use has few binary digits behind the point; one that has more is rounded.
    private static ValueRange.Floats Point(double value)
    {
        int scale = 0;
        while (scale < ChallengeLimits.MaxScale && !FloatSteps.TryCount(value, scale, out _))
        {
            scale++;
        }

        double held = Math.ScaleB(Math.Round(Math.ScaleB(value, scale)), -scale);
        return new ValueRange.Floats(held, held, scale);
    }

    private static ValueRange Whole(ElementType type, double low, double high) =>
        type == ElementType.Bool ? new ValueRange.Booleans() : new ValueRange.Integers((Int128)low, (Int128)high);
}
