using System.Formats.Cbor;

using MLSecOps.Core.Bytes;
using MLSecOps.Fuzz.Engine;
using MLSecOps.Fuzz.Grammars;

namespace MLSecOps.Fuzz.Targets;

/// <summary>A format in deterministic CBOR. What is accepted is strict CBOR to the platform's reader too; where that finds it canonical (map keys sorted), writing it again gives the same bytes, else writing and reading again changes nothing.</summary>
/// <param name="name">Name of the target.</param>
/// <param name="parse">The parser.</param>
/// <param name="write">The writer.</param>
/// <param name="check">What else must hold.</param>
/// <param name="seeds">Honest messages.</param>
/// <param name="exact">False where the format passes over what it does not know: that is not written again.</param>
internal sealed class CborTarget<T>(
    string name, Func<ReadOnlyMemory<byte>, Parsed<T>> parse, Func<T, byte[]> write, Action<ReadOnlyMemory<byte>, T>? check, Func<IEnumerable<(string Name, byte[] Content)>> seeds, bool exact = true) : FuzzTarget
    where T : notnull
{
    public override string Name => name;

    public override IGrammar Grammar { get; } = new CborGrammar();

    public override Reading Read(ReadOnlyMemory<byte> input) => Reading.Of(parse(input), value => Check(input, value));

    public override IEnumerable<(string Name, byte[] Content)> MakeSeeds() => seeds();

    private void Check(ReadOnlyMemory<byte> input, T value)
    {
        check?.Invoke(input, value);
        BrokenInvariantException.Unless(Reads(input, CborConformanceMode.Strict), "the platform reads it too");
        byte[] once = write(value);
        if (exact && Reads(input, CborConformanceMode.Ctap2Canonical))
        {
            BrokenInvariantException.UnlessSame(input.Span, once, "canonical input is written as it was read");
        }

        T again = parse(once).Match(read => read, fault => throw new BrokenInvariantException($"what is written is read: {fault}"));
        BrokenInvariantException.UnlessSame(once, write(again), "writing and reading changes nothing");
    }

    private static bool Reads(ReadOnlyMemory<byte> input, CborConformanceMode mode)
    {
        try
        {
            CborReader reader = new(input, mode);
            reader.SkipValue();
            return reader.BytesRemaining == 0;
        }
        catch (CborContentException)
        {
            return false;
        }
    }
}
