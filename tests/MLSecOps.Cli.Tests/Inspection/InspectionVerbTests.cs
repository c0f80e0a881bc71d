using System.CommandLine;
using System.Text;
using System.Text.Json;
using MLSecOps.Cli.Commands;
using MLSecOps.Cli.Grammar;
using MLSecOps.Cli.Inspection;
using MLSecOps.Cli.Output;
using MLSecOps.Contracts.Commands;
using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.CycloneDx;
using MLSecOps.Formats.Inspection;
using MLSecOps.TestKit;

namespace MLSecOps.Cli.Tests.Inspection;

/// <summary>The verbs around an inspection: files, packages, flags and exit codes. The inspection itself runs here without a worker; with one it runs in the tests of the sandbox.</summary>
public sealed class InspectionVerbTests : IDisposable
{
    private readonly ScratchFolder _folder = new();
    private InspectionSubject? _seen;
    private (bool Policy, bool Bom, bool Installed, bool Weights) _given;
    private InspectionPolicy _policy = InspectionPolicy.Empty;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_clean_model_ends_with_0_and_a_foreign_operator_with_3()
    {
        Assert.Equal(0, (await Run("inspect", Write("clean.onnx", TinyModel.Of("Relu")))).ExitCode);
        Outcome foreign = await Run("inspect", Write("foreign.onnx", TinyModel.Of("FastNms", "com.acme")));
        Assert.Equal(ExitCodes.Rejected, foreign.ExitCode);
        Assert.Equal(InspectionReasons.Blocked, foreign.Failure!.Reason);
        InspectDocument document = Assert.IsType<InspectDocument>(foreign.Document);
        Assert.Equal(("blocked", 1), (document.Result, document.Blocking));
        Assert.Equal("OP-DOMAIN", Assert.Single(document.Findings).Rule);
        Assert.Equal("rejected", document.Verdict);
    }

    [Fact]
    public async Task What_is_no_model_ends_with_4_and_an_archive_with_3()
    {
        Assert.Equal(ExitCodes.Inconclusive, (await Run("inspect", Write("text.onnx", "not a model"u8.ToArray()))).ExitCode);
        Assert.Equal(ExitCodes.Rejected, (await Run("inspect", Write("zip.onnx", [.. "PK\u0003\u0004"u8, .. new byte[64]]))).ExitCode);
        Assert.Equal(ExitCodes.Operational, (await Run("inspect", Path.Combine(_folder.Path, "absent.onnx"))).ExitCode);
    }

    [Fact]
    public async Task Flags_of_a_loose_file_reach_the_worker()
    {
        string model = Write("model.onnx", TinyModel.Of("Relu")), policy = Write("inspection.json", """{"schema":"mlsec.inspection/1","domains":[{"domain":"com.acme","operators":["A"]}]}"""u8.ToArray());
        string bom = Write("model.cdx.json", "{}"u8.ToArray());
        await Run("inspect", model, "--policy", policy, "--allow-domain", "com.acme:B", "--allow-domain", "org.other", "--bom", bom, "--installed", model);
        Assert.Equal((true, true, true, false), _given);
        Assert.True(_policy.Allows("com.acme", "A") && _policy.Allows("com.acme", "B") && !_policy.Allows("com.acme", "C") && _policy.Allows("org.other", "Any"));
        Assert.NotNull(_seen!.File.Sha256);
        Assert.Equal("model.onnx", _seen.File.Path);

        Outcome wrong = await Run("inspect", model, "--policy", bom);
        Assert.Equal(InspectionReasons.PolicyMalformed, wrong.Failure!.Reason);
        Assert.Equal(ExitCodes.Usage, (await Run("inspect", model, "--sarif", "--json")).ExitCode);
    }

    [Fact]
    public async Task A_package_is_inspected_by_what_it_says_itself()
    {
        string folder = Path.Combine(_folder.Path, "model");
        Directory.CreateDirectory(folder);
        await File.WriteAllBytesAsync(Path.Combine(folder, "model.onnx"), TinyModel.Of("Relu"), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(folder, "inspection.json"), """{"schema":"mlsec.inspection/1"}""", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(folder, "labels.txt"), "one\n", TestContext.Current.CancellationToken);
        MlsecRun packed = await new Mlsec(_folder.Path).Run("model", "pack", "model", "-o", "m.mlpkg", "--name", "spotter", "--version", "1.4.2", "--release", "17");
        Assert.True(packed.ExitCode == 0, packed.ToString());
        string package = Path.Combine(_folder.Path, "m.mlpkg");

        Outcome outcome = await Run("inspect", package);
        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal("model.onnx", Assert.IsType<InspectDocument>(outcome.Document).Member);
        Assert.Equal((true, false, false, false), _given);
        Assert.Equal([new CoveredFile("inspection.json", 31), new CoveredFile("labels.txt", 4)], _seen!.Files);
        Assert.Equal(ExitCodes.Usage, (await Run("inspect", package, "--allow-domain", "com.acme")).ExitCode);

        Outcome bom = await Run("bom", package);
        JsonElement component = Assert.IsType<BomDocument>(bom.Document).Bom!.Value.GetProperty("components")[0];
        Assert.Equal(("spotter", "1.4.2"), (component.GetProperty("name").GetString(), component.GetProperty("version").GetString()));
    }

    [Fact]
    public async Task A_bill_of_materials_is_true_of_its_model_and_always_the_same()
    {
        byte[] bytes = TinyModel.Of("Relu");
        string model = Write("model.onnx", bytes), output = Path.Combine(_folder.Path, "model.cdx.json");
        Assert.Equal(0, (await Run("bom", model, "-o", output, "--spec-version", "1.7")).ExitCode);
        byte[] written = await File.ReadAllBytesAsync(output, TestContext.Current.CancellationToken);
        Outcome printed = await Run("bom", model, "--spec-version", "1.7");
        Assert.True(printed.Raw);
        Assert.Equal(Encoding.UTF8.GetString(written), Assert.Single(printed.Lines).Text + "\n");

        Assert.True(MlBomReader.Read(written).TryGet(out MlBom? bom, out _));
        InspectionReport report = Inspect(bytes);
        Assert.Empty(BomComparison.Compare(bom, report.Model!, "model.onnx", Core.Digests.Sha256Digest.Of(bytes)));
        byte[] other = TinyModel.Of("Relu", size: 5);
        Assert.NotEmpty(BomComparison.Compare(bom, Inspect(other).Model!, "model.onnx", null));

        Assert.Equal(ExitCodes.Usage, (await Run("bom", model, "-o", output)).ExitCode);
        Assert.Equal(ExitCodes.Usage, (await Run("bom", model, "--spec-version", "1.5")).ExitCode);
        Assert.Equal(ExitCodes.Inconclusive, (await Run("bom", Write("text.onnx", "not a model"u8.ToArray()))).ExitCode);
    }

    [Fact]
    public async Task A_difference_asks_for_both_and_for_weights_only_when_told()
    {
        string before = Write("before.onnx", TinyModel.Of("Relu")), after = Write("after.onnx", TinyModel.Of("Tanh"));
        _difference = SampleInspection.Difference;
        Outcome outcome = await Run("diff", before, after);
        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal((false, false, true, false), _given);
        Assert.Equal("after.onnx", _seen!.File.Path);
        Assert.False(Assert.IsType<DiffDocument>(outcome.Document).Same);
        await Run("diff", before, after, "--weights");
        Assert.True(_given.Weights);

        _difference = new ModelDifference([], [], [], [], null);
        Assert.True(Assert.IsType<DiffDocument>((await Run("diff", before, before)).Document).Same);
        _difference = null;
        Assert.Equal(ExitCodes.Inconclusive, (await Run("diff", before, Write("text.onnx", "not a model"u8.ToArray()))).ExitCode);
    }

    private ModelDifference? _difference;

    private string Write(string name, byte[] content)
    {
        string path = Path.Combine(_folder.Path, name);
        File.WriteAllBytes(path, content);
        return path;
    }

    private static InspectionReport Inspect(byte[] model) =>
        ModelInspection.Inspect(new MemoryByteSource(model), null, new InspectionJob(new InspectedFile("model.onnx", 0, model.Length), null, null, false), null, null);

    private Task<InspectionRun> Inspect(InspectionSubject subject, InspectionSubject? installed, string? worker, bool compareWeights, CancellationToken cancellationToken)
    {
        _seen = subject;
        _given = (subject.Policy is not null, subject.Bom is not null, installed is not null, compareWeights);
        _policy = subject.Policy is { } policy && InspectionPolicyReader.Read(policy.Span).TryGet(out InspectionPolicy? read, out _) ? read : InspectionPolicy.Empty;
        InspectionReport report = ModelInspection.Inspect(subject.Content, installed?.Content, new InspectionJob(subject.File, installed?.File, subject.Files, compareWeights), null, null);
        return Task.FromResult(new InspectionRun(report with { Difference = report.Refusal is null ? _difference : null }, []));
    }

    private async Task<Outcome> Run(params string[] words)
    {
        Command root = new("mlsec") { Flags.Json(), Flags.Quiet(), Flags.Color(), Flags.Help() };
        root.Subcommands.Add(new Noun("model", "models", new ModelInspectCommand(Inspect), new ModelDiffCommand(Inspect), new ModelBomCommand(Inspect)));
        ParseResult line = root.Parse(["model", .. words]);
        Assert.Null(UsageCheck.FirstProblem(line));
        Surroundings surroundings = new(TextWriter.Null, TextWriter.Null, false, false, new Dictionary<string, string>(), TimeProvider.System);
        try
        {
            return await ((Verb)line.CommandResult.Command).RunAsync(new Invocation(line, surroundings, new PrintOptions(line.GetValue<bool>("--json"), false, null)), TestContext.Current.CancellationToken);
        }
        catch (CommandFailure failed)
        {
            return Outcome.Failed(failed.Document ?? new CommandDocument { Schema = Schemas.Error, Ok = false }, [], failed.Failure);
        }
    }
}
