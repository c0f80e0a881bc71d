using MLSecOps.Core.Challenge;
using MLSecOps.Core.Tensors;

namespace MLSecOps.Formats.Worker;

/// <summary>Reads <c>challenge</c> of a suite: how a hub may ask the model what nobody could foresee.</summary>
/// <remarks>Only the form is judged here; whether the ranges fit their types is the expansion's to say, with a reason of its own.</remarks>
internal static class SuiteChallengeParser
{
    // As a challenge allows; what is larger is not worth reading.
    private const int MaxInputs = 32;
    private const int MaxRank = 8;
    private const int MaxValues = 4096;
    private const int MinScale = -127;
    private const int MaxScale = 149;
    private const int MaxNameLength = 256;

    /// <summary>Reads the section.</summary>
    public static ModelChallenge Read(ref StrictJsonReader json) => json.Object(
        SuiteMembers.Challenge, 2, new ModelChallenge(0, []), static (ref json, challenge, member) => member switch
        {
            0 => challenge with { Count = (int)json.Whole(ModelChallenge.LeastCount, ModelChallenge.MostCount) },
            _ => challenge with { Inputs = ReadInputs(ref json) },
        });

    private static List<InputDescription> ReadInputs(ref StrictJsonReader json)
    {
        List<InputDescription> inputs = json.Objects(MaxInputs, SuiteMembers.ChallengeInput, 3, new Draft(), static (ref json, draft, member) => member switch
        {
            0 => draft with { Name = json.Text(MaxNameLength) },
            1 => draft with { Type = ElementTypes.Find(json.Text(16)) },
            2 => draft with { Shape = [.. json.Wholes(MaxRank).Select(Dimension)] },
            3 => draft with { Low = json.AnyNumber(double.MaxValue) },
            4 => draft with { High = json.AnyNumber(double.MaxValue) },
            5 => draft with { Scale = (int)json.Whole(MinScale, MaxScale) },
            _ => draft with { Values = json.Wholes(MaxValues) },
        }).ConvertAll(draft => new InputDescription(draft.Name, draft.Type, draft.Shape, Range(draft)));
        return inputs.Count > 0 && inputs.DistinctBy(input => input.Name).Count() == inputs.Count && inputs.All(input => input.Name.Length > 0)
            ? inputs
            : throw new MalformedJsonException("at least one input, each with a name of its own");
    }

    private static long Dimension(Int128 size) => size >= 1 && size <= long.MaxValue ? (long)size : throw new MalformedJsonException("dimensions of at least 1");

    // Exactly the members of one kind of range: one that is not used is a misunderstanding.
    private static ValueRange Range(Draft draft) => draft switch
    {
        { Type: ElementType.Undefined or ElementType.Text } => throw new MalformedJsonException("an element type that can be made up"),
        { Type: ElementType.Bool, Low: null, High: null, Scale: null, Values: null } => new ValueRange.Booleans(),
        { Low: { } low, High: { } high, Scale: { } scale, Values: null } when ElementTypes.IsFloat(draft.Type) => new ValueRange.Floats(low.Value, high.Value, scale),
        { Low.Whole: { } low, High.Whole: { } high, Scale: null, Values: null } when IsInteger(draft.Type) => new ValueRange.Integers(low, high),
        { Low: null, High: null, Scale: null, Values: { Count: > 0 } values } when IsInteger(draft.Type) => new ValueRange.OneOf(values),
        _ => throw new MalformedJsonException("low, high and scale for floating-point types; whole low and high, or values, for integers; none of them for bool"),
    };

    private static bool IsInteger(ElementType type) => type != ElementType.Bool && !ElementTypes.IsFloat(type);

    private sealed record Draft
    {
        public string Name { get; init; } = "";

        public ElementType Type { get; init; }

        public IReadOnlyList<long> Shape { get; init; } = [];

        public (double Value, Int128? Whole)? Low { get; init; }

        public (double Value, Int128? Whole)? High { get; init; }

        public int? Scale { get; init; }

        public IReadOnlyList<Int128>? Values { get; init; }
    }
}
