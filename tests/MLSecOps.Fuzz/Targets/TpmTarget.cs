using MLSecOps.Core.Bytes;
using MLSecOps.Fuzz.Engine;
using MLSecOps.Fuzz.Grammars;

namespace MLSecOps.Fuzz.Targets;

/// <summary>A structure of TPM 2.0: bytes without a grammar, one reading of each.</summary>
/// <param name="name">Name of the target.</param>
/// <param name="parse">The parser.</param>
/// <param name="check">What must hold of what is accepted.</param>
/// <param name="leastOutcomes">Different answers that an ordinary run sees at least: small structures have few.</param>
/// <param name="seeds">Honest structures.</param>
internal sealed class TpmTarget<T>(string name, Func<ReadOnlyMemory<byte>, Parsed<T>> parse, Action<ReadOnlyMemory<byte>, T> check, int leastOutcomes, IReadOnlyList<(string Name, byte[] Content)> seeds) : FuzzTarget
    where T : notnull
{
    public override string Name => name;

    public override IGrammar? Grammar => null;

    public override int LeastOutcomes => leastOutcomes;

    public override int MostBytes => 1024;

    public override Reading Read(ReadOnlyMemory<byte> input) => Reading.Of(parse(input), value => check(input, value));

    public override IEnumerable<(string Name, byte[] Content)> MakeSeeds() => seeds;
}
