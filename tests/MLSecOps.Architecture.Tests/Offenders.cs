namespace MLSecOps.Architecture.Tests;

/// <summary>Asserts that a rule has no exceptions, and names every one of them when it has.</summary>
internal static class Offenders
{
    public static void None(IEnumerable<string?> found)
    {
        string[] all = [.. found.OfType<string>()];
        Assert.True(all.Length == 0, $"{all.Length} against the rule:\n" + string.Join('\n', all));
    }
}
