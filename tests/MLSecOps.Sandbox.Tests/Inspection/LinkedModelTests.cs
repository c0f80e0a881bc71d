using MLSecOps.Core.Bytes;
using MLSecOps.Core.Inspection;
using MLSecOps.Formats.Inspection;
using MLSecOps.Sandbox.Inspection;
using MLSecOps.TestKit;
using MLSecOps.TestKit.Onnx.Hostile;

namespace MLSecOps.Sandbox.Tests.Inspection;

/// <summary>The hostile models of EXT-LINK, from their bytes to what the disk says of them.</summary>
public sealed class LinkedModelTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public static TheoryData<string> Names => [.. LinkedModel.All.Select(model => model.Name)];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public void Is_found(string name)
    {
        LinkedModel linked = LinkedModel.All.Single(model => model.Name == name);
        Directory.CreateDirectory(_folder["model"]);
        Directory.CreateDirectory(_folder["outside"]);
        linked.Prepare(_folder["model"], _folder.Write("outside/w.bin", new byte[64]));
        byte[] model = linked.Build();
        InspectionReport report = ModelInspection.Inspect(new MemoryByteSource(model), null, new InspectionJob(new InspectedFile("model.onnx", 0, model.Length), null, null, false), null, null);
        Assert.Empty(report.Findings);
        InspectionFinding finding = Assert.Single(ExternalFiles.Check(report, _folder["model"], isSigned: true).Findings);
        Assert.Equal(InspectionRules.ExternalLink, finding.Rule);
        Assert.True(finding.Blocks);
        Assert.Equal($"external/{linked.Location}", finding.Location);
        Assert.NotEmpty(finding.Evidence);
    }
}
