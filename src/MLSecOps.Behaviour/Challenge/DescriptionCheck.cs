using System.Globalization;
using System.Text;
using MLSecOps.Core.Challenge;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Tensors;

namespace MLSecOps.Behaviour.Challenge;

/// <summary>Whether described inputs can be expanded. The description is untrusted; nothing is allocated by what it states.</summary>
internal static class DescriptionCheck
{
    /// <summary>Bytes of a tensor; only for a description that <see cref="Fault"/> accepts.</summary>
    public static int Bytes(InputDescription input) => (int)(Elements(input) * ElementTypes.Size(input.Type));

    /// <summary>Why not; null when they can.</summary>
    public static Check? Fault(IReadOnlyList<InputDescription> inputs)
    {
        if (inputs.Count is 0 or > ChallengeLimits.MaxInputs)
        {
            return Wrong("", inputs.Count == 0 ? ChallengeReasons.InputsInvalid : ChallengeReasons.TooLarge, $"1 to {ChallengeLimits.MaxInputs} inputs", Text(inputs.Count));
        }

        HashSet<string> names = new(StringComparer.Ordinal);
        long bytes = 0;
        foreach (InputDescription input in inputs)
        {
            Check? fault = Name(input) ?? Shape(input) ?? Range(input);
            if (fault is not null)
            {
                return fault;
            }

            if (!names.Add(input.Name))
            {
                return Wrong(input.Name, ChallengeReasons.InputsInvalid, "names that differ", "a name twice");
            }

            bytes += Elements(input) * ElementTypes.Size(input.Type);
            if (bytes > ChallengeLimits.MaxBytes)
            {
                return Wrong(input.Name, ChallengeReasons.TooLarge, $"at most {ChallengeLimits.MaxBytes} bytes of tensors", Text(bytes));
            }
        }

        return null;
    }

    private static Check? Name(InputDescription input)
    {
        int bytes = Encoding.UTF8.GetByteCount(input.Name);
        return bytes == 0 ? Wrong(input.Name, ChallengeReasons.InputsInvalid, "a name", "none")
            : bytes > ChallengeLimits.MaxNameBytes ? Wrong("", ChallengeReasons.TooLarge, $"a name of at most {ChallengeLimits.MaxNameBytes} bytes", Text(bytes))
            : !IsText(input.Name) ? Wrong(input.Name, ChallengeReasons.InputsInvalid, "a name in Unicode", "a lone surrogate")
            : null;
    }

    private static Check? Shape(InputDescription input) =>
        input.Shape.Count > ChallengeLimits.MaxRank ? Wrong(input.Name, ChallengeReasons.TooLarge, $"at most {ChallengeLimits.MaxRank} dimensions", Text(input.Shape.Count))
        : input.Shape.Any(dimension => dimension < 1) ? Wrong(input.Name, ChallengeReasons.ShapeInvalid, "dimensions of at least 1", Text(input.Shape.Min()))
        : Elements(input) > ChallengeLimits.MaxBytes ? Wrong(input.Name, ChallengeReasons.TooLarge, $"at most {ChallengeLimits.MaxBytes} bytes of tensors", "more elements than that")
        : null;

    private static Check? Range(InputDescription input) => input.Range switch
    {
        ValueRange.Floats floats when ElementTypes.IsFloat(input.Type) => Floats(input, floats),
        ValueRange.Integers range when IntegerTypes.Holds(input.Type, 0) =>
            range.Low <= range.High && IntegerTypes.Holds(input.Type, range.Low) && IntegerTypes.Holds(input.Type, range.High) ? null
            : Wrong(input.Name, ChallengeReasons.RangeInvalid, $"low <= high within {ElementTypes.Name(input.Type)}", $"{range.Low} to {range.High}"),
        ValueRange.OneOf list when IntegerTypes.Holds(input.Type, 0) =>
            list.Values.Count == 0 ? Wrong(input.Name, ChallengeReasons.RangeInvalid, "at least one value", "none")
            : list.Values.Count > ChallengeLimits.MaxValues ? Wrong(input.Name, ChallengeReasons.TooLarge, $"at most {ChallengeLimits.MaxValues} values", Text(list.Values.Count))
            : list.Values.All(value => IntegerTypes.Holds(input.Type, value)) ? null
            : Wrong(input.Name, ChallengeReasons.RangeInvalid, $"values within {ElementTypes.Name(input.Type)}", "one that is not"),
        ValueRange.Booleans when input.Type == ElementType.Bool => null,
        _ => Wrong(input.Name, ChallengeReasons.TypeUnfit, "a range for the element type", ElementTypes.Name(input.Type)),
    };

    private static Check? Floats(InputDescription input, ValueRange.Floats range) =>
        range.Scale is < ChallengeLimits.MinScale or > ChallengeLimits.MaxScale
            ? Wrong(input.Name, ChallengeReasons.RangeInvalid, $"a scale of {ChallengeLimits.MinScale} to {ChallengeLimits.MaxScale}", Text(range.Scale))
        : !FloatSteps.TryCount(range.Low, range.Scale, out long low) || !FloatSteps.TryCount(range.High, range.Scale, out long high) || low > high
            ? Wrong(input.Name, ChallengeReasons.RangeInvalid, "low <= high, both multiples of the scale, at most 2^53 steps from zero", $"{range.Low} to {range.High}")
        : !FloatSteps.IsFinite(input.Type, low, range.Scale) || !FloatSteps.IsFinite(input.Type, high, range.Scale)
            ? Wrong(input.Name, ChallengeReasons.RangeInvalid, $"bounds that are finite as {ElementTypes.Name(input.Type)}", $"{range.Low} to {range.High}")
        : null;

    // Stops at the limit: the product of eight dimensions overflows otherwise.
    private static long Elements(InputDescription input)
    {
        long elements = 1;
        foreach (long dimension in input.Shape)
        {
            elements = dimension > ChallengeLimits.MaxBytes ? long.MaxValue : elements * dimension;
            if (elements > ChallengeLimits.MaxBytes)
            {
                return elements;
            }
        }

        return elements;
    }

    private static bool IsText(string name)
    {
        foreach (Rune rune in name.EnumerateRunes())
        {
            if (rune == Rune.ReplacementChar && !name.Contains('\uFFFD', StringComparison.Ordinal))
            {
                return false;
            }
        }

        return true;
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static Check Wrong(string name, Reason reason, string expected, string found) => Check.Fail("challenge.inputs", name, reason, expected, found);
}
