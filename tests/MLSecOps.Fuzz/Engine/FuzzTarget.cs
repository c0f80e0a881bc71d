using MLSecOps.Fuzz.Grammars;

namespace MLSecOps.Fuzz.Engine;

/// <summary>One parser of untrusted bytes, and what must hold whatever it is given.</summary>
/// <remarks>Beyond what a target checks itself, the engine holds for all: no exception escapes, a fault's offset lies in the input, allocations are bounded by the input's length.</remarks>
internal abstract class FuzzTarget
{
    /// <summary>Name of the target and of its folder of seeds.</summary>
    public abstract string Name { get; }

    /// <summary>How its inputs are built; null for bytes without structure.</summary>
    public abstract IGrammar? Grammar { get; }

    /// <summary>Mutations in an ordinary run: slow parsers get fewer.</summary>
    public virtual int Mutations => 25_000;

    /// <summary>Different answers that an ordinary run sees at least.</summary>
    public virtual int LeastOutcomes => 10;

    /// <summary>The longest input tried, bytes.</summary>
    public virtual int MostBytes => 64 << 10;

    /// <summary>Bytes that the parser may allocate for each byte of input.</summary>
    public virtual int BytesPerByte => 64;

    /// <summary>Bytes that the parser may allocate for any input.</summary>
    public virtual int BytesAlways => 64 << 10;

    /// <summary>How many times longer than others it is fuzzed in a soak.</summary>
    public virtual int SoakShare => 1;

    /// <summary>Has the parser read.</summary>
    /// <param name="input">Untrusted.</param>
    public abstract Reading Read(ReadOnlyMemory<byte> input);

    /// <summary>Makes the target's own seeds: file name and content. Names that begin with <c>valid</c> must be accepted.</summary>
    public abstract IEnumerable<(string Name, byte[] Content)> MakeSeeds();
}
