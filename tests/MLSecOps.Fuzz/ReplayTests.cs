using MLSecOps.Fuzz.Engine;

namespace MLSecOps.Fuzz;

/// <summary>Every committed seed, and every input that once broke something, is read as it should be.</summary>
public sealed class ReplayTests
{
    public static TheoryData<string> Names => [.. FuzzTargets.All.Select(target => target.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void EverySeedHoldsTheInvariants(string name)
    {
        FuzzTarget target = FuzzTargets.Named(name);
        foreach ((string seed, byte[] content) in Corpus.Load(name))
        {
            Crash? crash = Execution.Run(target, content, out Reading reading);
            Assert.True(crash is null, $"{seed}: {crash?.Detail}");
            if (seed.StartsWith("valid", StringComparison.Ordinal))
            {
                Assert.True(reading.Accepted, $"{seed}: {reading.Outcome}, at byte {reading.Fault?.Offset}; when the format has changed, `seed {name}` makes the seeds anew");
            }
        }
    }

    [Fact]
    public void EveryFolderOfSeedsHasItsTarget() =>
        Assert.Equal(FuzzTargets.All.Select(target => target.Name).Order(StringComparer.Ordinal), Directory.GetDirectories(Corpus.Folder("")).Select(folder => Path.GetFileName(folder)!).Order(StringComparer.Ordinal));

    [Fact]
    public void AnEmptyCorpusFails() => Assert.Throws<InvalidOperationException>(() => Corpus.Load("no-such-target"));

    /// <summary>Small, so that a clone stays small.</summary>
    [Fact]
    public void AllSeedsTogetherAreSmall() =>
        Assert.InRange(Directory.EnumerateFiles(Corpus.Folder(""), "*", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length), 1, 300 << 10);
}
