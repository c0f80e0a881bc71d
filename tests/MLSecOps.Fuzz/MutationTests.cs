using MLSecOps.Fuzz.Engine;

namespace MLSecOps.Fuzz;

/// <summary>A fixed number of mutations per target, the same in each run; <c>tests/run --soak</c> goes on for as long as one likes.</summary>
public sealed class MutationTests
{
    public static TheoryData<string> Names => [.. FuzzTargets.All.Select(target => target.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void NoMutationBreaksAParser(string name)
    {
        FuzzTarget target = FuzzTargets.Named(name);
        Fuzzer fuzzer = Fuzzer.Over(target, 1);
        Crash? crash = fuzzer.Run(inputs => inputs < target.Mutations);
        Assert.True(crash is null, crash is null ? "" : Corpus.Save(target, crash));
        // Mutations that all end at the first check would hold of nothing.
        Assert.InRange(fuzzer.Outcomes.Count, target.LeastOutcomes, int.MaxValue);
        TestContext.Current.TestOutputHelper?.WriteLine($"{fuzzer.Inputs} inputs, {fuzzer.Accepted} accepted, {fuzzer.Outcomes.Count} outcomes");
    }
}
