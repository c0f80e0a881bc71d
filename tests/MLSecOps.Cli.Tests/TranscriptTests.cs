using MLSecOps.TestKit;

namespace MLSecOps.Cli.Tests;

public sealed class TranscriptTests(SampleFixture sample) : IClassFixture<SampleFixture>
{
    private static readonly string Folder = Path.Combine(Repository.Tests, "Scripts");

    public static TheoryData<string> Scripts()
    {
        string[] scripts = [.. Directory.GetFiles(Folder, "*.script").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];
        Assert.NotEmpty(scripts);
        return [.. scripts];
    }

    [Theory]
    [MemberData(nameof(Scripts))]
    public async Task Plays(string script)
    {
        using ScratchFolder folder = new();
        await new Transcript(folder.Path, sample).Play(await File.ReadAllLinesAsync(Path.Combine(Folder, script), TestContext.Current.CancellationToken));
    }
}
