namespace MLSecOps.Formats.Inspection.Rules;

/// <summary>What is known of a value before the model runs.</summary>
/// <param name="Dims">Dimensions, NaN for one that is not known; null when not even their number is.</param>
/// <param name="Numbers">Its elements when they are few and follow from constants, NaN for one that does not; else null.</param>
/// <param name="AtLeast">Elements that it has at least.</param>
/// <param name="FromInput">Whether the size follows from a stated size of the model's input as well.</param>
internal sealed record KnownValue(double[]? Dims, double[]? Numbers, double AtLeast, bool FromInput)
{
    /// <summary>Elements whose numbers are kept: shapes, repeats and counters are shorter.</summary>
    internal const int MostNumbers = 64;

    /// <summary>Nothing is known.</summary>
    internal static KnownValue Unknown { get; } = new(null, null, 1, false);

    /// <summary>The only number; null when there are several or it is not known.</summary>
    internal double? Single => Numbers is [var number] && !double.IsNaN(number) ? number : null;

    /// <summary>A value of these dimensions; dimensions that are not known count as 1. More of them than any operator takes are not kept.</summary>
    internal static KnownValue Of(double[]? dims, double[]? numbers = null, bool fromInput = false) => dims is null
        ? new KnownValue(null, numbers, numbers?.Length ?? 1, fromInput)
        : new KnownValue(dims.Length <= MostNumbers ? dims : null, numbers, Product(dims), fromInput);

    /// <summary>Numbers in a row.</summary>
    internal static KnownValue Row(params double[] numbers) => Of([numbers.Length], numbers);

    /// <summary>A number without dimensions.</summary>
    internal static KnownValue Scalar(double number) => Of([], [number]);

    /// <summary>A value of at least so many elements.</summary>
    internal static KnownValue Some(double elements, bool fromInput = false) => new(null, null, elements, fromInput);

    /// <summary>The product of dimensions; NaN and negative ones stand for any size and count as 1.</summary>
    internal static double Product(ReadOnlySpan<double> dims)
    {
        double product = 1;
        foreach (double dim in dims)
        {
            product *= dim >= 0 ? dim : 1;
        }

        return product;
    }
}
