using MLSecOps.Core.Findings;
using MLSecOps.Core.Inspection;
using MLSecOps.Formats.Inspection;
using MLSecOps.Sandbox.Inspection;
using MLSecOps.TestKit;

namespace MLSecOps.Sandbox.Tests.Inspection;

/// <summary>What only the disk knows of a model's external data.</summary>
public sealed class ExternalFilesTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public ExternalFilesTests()
    {
        Directory.CreateDirectory(_folder["model/data"]);
        _folder.Write("secret", "not the model's"u8);
        _folder.Write("model/weights.bin", "12345678"u8);
        _folder.Write("model/data/more.bin", "1234"u8);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Regular_files_of_their_own_are_nothing_to_speak_of() =>
        Assert.Empty(Look(new("weights.bin", 0, 8), new("weights.bin", 4, 4), new("weights.bin", 0, -1), new("data/more.bin", 0, 4)).Findings);

    [Fact]
    [RedTeam("G6", "Keeps a model's data behind a symbolic link to another file", typeof(ExternalFiles))]
    public void A_symbolic_link_is_found_as_the_file_and_on_the_way()
    {
        File.CreateSymbolicLink(_folder["model/link.bin"], _folder["secret"]);
        Directory.CreateSymbolicLink(_folder["model/elsewhere"], _folder["model/data"]);
        Assert.Equal(InspectionRules.ExternalLink, One(new("link.bin", 0, 8)).Rule);
        Assert.Equal(InspectionRules.ExternalLink, One(new("elsewhere/more.bin", 0, 4)).Rule);
    }

    [Fact]
    [RedTeam("G6", "Keeps a model's data in a second name of another file", typeof(ExternalFiles))]
    public async Task A_hard_link_is_found()
    {
        await ToolRun.Must("ln", _folder["secret"], _folder["model/hard.bin"]);
        InspectionFinding finding = One(new("hard.bin", 0, 8));
        Assert.Equal((InspectionRules.ExternalLink, "a file with 2 names: hard.bin"), (finding.Rule, finding.Evidence));
    }

    [Fact]
    [RedTeam("G6", "Keeps a model's data in a pipe, a folder or outside of its folder", typeof(ExternalFiles))]
    public async Task What_is_no_file_or_lies_outside_is_found()
    {
        await ToolRun.Must("mkfifo", _folder["model/pipe"]);
        Assert.Equal(InspectionRules.ExternalLink, One(new("pipe", 0, 8)).Rule);
        Assert.Equal(InspectionRules.ExternalLink, One(new("data", 0, 8)).Rule);
        Assert.Equal(InspectionRules.ExternalPath, One(new("../secret", 0, 8)).Rule);
        Assert.Equal(InspectionRules.ExternalPath, One(new(_folder["secret"], 0, 8)).Rule);
    }

    [Theory]
    [InlineData(0, 9)]
    [InlineData(9, -1)]
    [InlineData(long.MaxValue, 1)]
    [InlineData(long.MinValue, 1)]
    public void A_range_beyond_the_file_is_found(long offset, long length) => Assert.Equal(InspectionRules.ExternalKeys, One(new("weights.bin", offset, length)).Rule);

    [Fact]
    public void A_missing_file_blocks_where_a_signature_should_cover_it_and_warns_else()
    {
        Assert.Equal((InspectionRules.ExternalUnsigned, InspectionSeverity.Warning), (One(new("none.bin", 0, 8)).Rule, One(new("none.bin", 0, 8)).Severity));
        InspectionFinding signed = Assert.Single(ExternalFiles.Check(Report(new ExternalReference("none.bin", 0, 8)), _folder["model"], isSigned: true).Findings);
        Assert.True(signed.Blocks);
    }

    [Fact]
    public void What_the_worker_said_already_is_not_said_twice()
    {
        InspectionReport report = Report(new ExternalReference("../secret", 0, 8)) with
        {
            Findings = [InspectionFinding.Of(InspectionRules.ExternalPath, "graph/initializer[0]", "a step upwards: ../secret")],
        };
        Assert.Single(ExternalFiles.Check(report, _folder["model"], isSigned: false).Findings);
    }

    [Fact]
    public void More_files_than_are_listed_is_not_clean()
    {
        ExternalReference[] all = [.. Enumerable.Range(0, InspectionLimits.Rows).Select(_ => new ExternalReference("weights.bin", 0, 8))];
        Assert.Equal(InspectionReasons.TooComplex, ExternalFiles.Check(Report(all) with { Shortened = true }, _folder["model"], isSigned: false).Refusal!.Reason);
    }

    private InspectionFinding One(ExternalReference reference) => Assert.Single(Look(reference).Findings);

    private InspectionReport Look(params ExternalReference[] references) => ExternalFiles.Check(Report(references), _folder["model"], isSigned: false);

    private static InspectionReport Report(params ExternalReference[] references) =>
        new("1", [], null, [], new ModelSummary(8, "", [], [], [], [], 0, 1, 0, 0, 0, references, 1, 1), null);
}
