using System.CommandLine;
using MLSecOps.Cli.Agent;
using MLSecOps.Cli.Files;
using MLSecOps.Cli.Grammar;
using MLSecOps.Cli.Output;
using MLSecOps.Contracts.Commands;
using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Packages;
using MLSecOps.Linux;
using MLSecOps.Linux.Digests;
using MLSecOps.Linux.Files;
using MLSecOps.Sandbox.Launch;
using MLSecOps.Sandbox.Rehearsal;
using MLSecOps.Trust.Packages;

namespace MLSecOps.Cli.Commands;

/// <summary><c>mlsec model rehearse</c>: the package's sanity suite in the sandboxed worker, as the device runs it; or, with <c>--current</c>, that of the release that this device runs, by its agent.</summary>
internal sealed class ModelRehearseCommand : Verb
{
    private readonly Argument<string> _package = Flags.Package();
    private readonly Option<string> _model = new("--model") { Description = "hold this ONNX file against the package's suite instead of the package's own model", HelpName = "FILE" };
    private readonly Option<string[]> _externalData = Flags.ExternalData();
    private readonly Option<string> _worker = Flags.Worker();
    private readonly Option<string> _current = new("--current") { Description = "have this device's agent rehearse the model of this name, bit by bit where it can; without PACKAGE", HelpName = "MODEL" };
    private readonly Option<string> _socket = Flags.Socket();
    private readonly Judgement _judgement = new();

    public ModelRehearseCommand()
        : base("rehearse", "run the sanity suite of a package, or of an installed model, in the sandboxed worker", Schemas.Rehearse)
    {
        _package.Arity = ArgumentArity.ZeroOrOne;
        Add(_package);
        Add(_model);
        Add(_externalData);
        Add(_worker);
        Add(_current);
        Add(_socket);
        _judgement.AddTo(this);
    }

    public override IReadOnlyList<string> Examples { get; } =
    [
        "mlsec model rehearse spotter-1.4.2.mlpkg --trust acme-trust/trust.toml",
        "mlsec model rehearse --current spotter --json",
    ];

    public override async Task<Outcome> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        string path = invocation.Text(_package);
        if (invocation.Text(_current) is { } installed)
        {
            return path.Length > 0 || invocation.Text(_model) is not null || invocation.Texts(_externalData).Length > 0 || invocation.Text(_worker) is not null || _judgement.NamesTrust(invocation)
                ? throw invocation.Usage("--current is for what this device runs: leave PACKAGE, --model, --external-data, --worker, --trust and --anchors out")
                : await RehearseInstalledAsync(invocation, installed, cancellationToken);
        }

        if (path.Length == 0)
        {
            throw invocation.Usage("mlsec model rehearse needs PACKAGE, or --current and a model's name on the device itself");
        }

        if (invocation.Texts(_externalData).Length > 0 && invocation.Text(_model) is null)
        {
            throw invocation.Usage("--external-data is for the file of --model: a package says itself which of its files hold weights");
        }

        using FileByteSource source = InputFile.Open(path);
        if (_judgement.NamesTrust(invocation))
        {
            PackageAppraisal appraisal = ModelVerifyCommand.Appraise(invocation, _judgement, source, cancellationToken);
            if (appraisal.Verdict is not TrustVerdict.Trusted)
            {
                return VerifyOutcome.Of(path, appraisal);
            }
        }

        PackageHead head = PackageHead.Read(source, path);
        PackageLayout layout = PackageContent.Check(source, path, head, new ParallelBlockHasher(), cancellationToken);
        using FileByteSource? instead = invocation.Text(_model) is { } model ? InputFile.Open(model) : null;
        using ExternalDataFiles? externalData = invocation.Text(_model) is { } other ? ExternalDataFiles.Open(other, invocation.Texts(_externalData)) : null;
        RehearsalRequest request = new(
            head.Manifest.Format,
            [.. layout.Files.Select(file => new RehearsalFile(file.File.Path, file.File.Role, new ByteRange(source, file.Payload.Offset, file.File.SizeBytes)))],
            instead) { ExternalDataInstead = externalData?.Files ?? [] };
        string worker = invocation.Text(_worker) ?? WorkerProgram.Default();
        long began = invocation.Surroundings.Time.GetTimestamp();
        using WorkerLauncher launcher = new(worker, SandboxPolicy.Default);
        RehearsalResult result;
        try
        {
            result = await new Rehearser(launcher, worker).RunAsync(request, null, cancellationToken);
        }
        catch (SystemCallException missing)
        {
            throw new CommandFailure(
                RehearsalReasons.EngineUnavailable, "nothing can be rehearsed here", $"{missing.Subject} {(missing.IsMissing ? "does not exist" : "cannot be read")}");
        }

        return RehearsalOutcome.Of(path, result, invocation.Surroundings.Time.GetElapsedTime(began), _judgement.NamesTrust(invocation));
    }

    private async Task<Outcome> RehearseInstalledAsync(Invocation invocation, string model, CancellationToken cancellationToken)
    {
        string socket = AgentPlace.SocketOf(invocation.Text(_socket), null);
        return InstalledRehearsal.Of(socket, await AgentClient.RehearseAsync(socket, model, invocation.Surroundings.Time, cancellationToken));
    }
}
