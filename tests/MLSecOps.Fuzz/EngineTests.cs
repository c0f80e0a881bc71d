using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Fuzz.Engine;
using MLSecOps.Fuzz.Grammars;

namespace MLSecOps.Fuzz;

/// <summary>The engine finds what it is for: each kind of bug, planted, is found, made small and told.</summary>
public sealed class EngineTests
{
    private static readonly byte[] Seed = "{\"name\":\"x\",\"list\":[1,2,3],\"more\":{\"a\":true}}"u8.ToArray();

    public static TheoryData<string> Names => [.. FuzzTargets.All.Select(target => target.Name)];

    [Fact]
    public void TheSameNumberGivesTheSameInputs()
    {
        byte[][] Inputs(int number)
        {
            Mutator mutator = new(new JsonGrammar(), number, 1024);
            return [.. Enumerable.Range(0, 100).Select(_ => mutator.Mutate(Seed, Seed))];
        }

        Assert.Equal(Inputs(1), Inputs(1));
        Assert.NotEqual(Inputs(1), Inputs(2));
        Assert.All(Inputs(3), input => Assert.InRange(input.Length, 0, 1024));
    }

    [Fact]
    public void AnExceptionIsFoundAndTheInputMadeSmall()
    {
        Crash crash = Find(input => input.Span.IndexOf("true,"u8) >= 0 ? throw new IndexOutOfRangeException() : default);
        Assert.Equal(nameof(IndexOutOfRangeException), crash.Kind);
        Assert.Equal("true,"u8.ToArray(), crash.Input);
    }

    [Fact]
    public void ADoubledMemberIsFound() => Assert.Contains("twice", Find(input => new Reading(true, "accepted", null, () =>
        BrokenInvariantException.Unless(input.Span.Count("\"list\":"u8) < 2, "twice"))).Detail, StringComparison.Ordinal);

    [Fact]
    public void AnOffsetOutsideIsFound() => Assert.Contains("offset", Find(input =>
        Reading.Of<string>(new FormatFault(PackageReasons.Truncated, input.Length < 10 ? 10 : 0), _ => { })).Detail, StringComparison.Ordinal);

    [Fact]
    public void AnUnboundedAllocationIsFound() => Assert.Contains("allocation", Find(input =>
    {
        GC.KeepAlive(input.Span.IndexOf("65536"u8) >= 0 ? new byte[1 << 20] : []);
        return default;
    }).Detail, StringComparison.Ordinal);

    [Fact]
    public void AHonestParserIsNotBlamed() => Assert.Null(new Fuzzer(new Planted(_ => new Reading(false, "refused", null, null)), [Seed], 1).Run(inputs => inputs < 1000));

    /// <summary>A grammar that loses something would never reach what it lost; JSON loses white space only.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void AGrammarPutsTogetherWhatItTookApart(string name)
    {
        IGrammar? grammar = FuzzTargets.Named(name).Grammar;
        foreach ((string seed, byte[] content) in Corpus.Load(name).Where(seed => grammar is not null && seed.Name.StartsWith("valid", StringComparison.Ordinal)))
        {
            List<byte> again = [];
            Node? root = grammar!.Read(content);
            Assert.True(root is not null, seed);
            grammar.Write(root, again);
            byte[] expected = content;
            if (grammar is JsonGrammar or TarGrammar)
            {
                List<byte> twice = [];
                grammar.Write(grammar.Read([.. again])!, twice);
                expected = [.. twice];
                Assert.True(FuzzTargets.Named(name).Read(again.ToArray()).Accepted || grammar is TarGrammar, seed);
            }

            Assert.Equal(expected, again.ToArray());
        }
    }

    private static Crash Find(Func<ReadOnlyMemory<byte>, Reading> read)
    {
        Crash? crash = new Fuzzer(new Planted(read), [Seed], 1).Run(inputs => inputs < 50_000);
        Assert.NotNull(crash);
        return crash;
    }

    private sealed class Planted(Func<ReadOnlyMemory<byte>, Reading> read) : FuzzTarget
    {
        // Several tests at once: each its own file of the last input.
        public override string Name { get; } = $"planted-{Guid.NewGuid():n}";

        public override IGrammar Grammar { get; } = new JsonGrammar();

        public override Reading Read(ReadOnlyMemory<byte> input) => read(input);

        public override IEnumerable<(string Name, byte[] Content)> MakeSeeds() => [];
    }
}
