using System.Text;

using MLSecOps.Fuzz.Engine;
using MLSecOps.Fuzz.Grammars;

namespace MLSecOps.Fuzz.Targets;

/// <summary>A short text with one spelling. What is accepted is written again as the same text.</summary>
/// <param name="name">Name of the target.</param>
/// <param name="read">Gives the text as the value writes it; null when it is refused.</param>
/// <param name="seeds">Honest texts.</param>
internal sealed class TextTarget(string name, Func<string, string?> read, string[] seeds) : FuzzTarget
{
    public override string Name => name;

    public override IGrammar? Grammar => null;

    // Accepted or not: there are no reasons.
    public override int LeastOutcomes => 2;

    public override int MostBytes => 1024;

    public override Reading Read(ReadOnlyMemory<byte> input)
    {
        string text = Encoding.UTF8.GetString(input.Span);
        string? again = read(text);
        return new Reading(again is not null, again is null ? "refused" : "accepted", null, () => BrokenInvariantException.Unless(again is null || again == text, $"one spelling for one value: {again}"));
    }

    public override IEnumerable<(string Name, byte[] Content)> MakeSeeds() => seeds.Select((seed, i) => ($"valid-{i}", Encoding.UTF8.GetBytes(seed))).Append(("refused", [(byte)'!']));
}
