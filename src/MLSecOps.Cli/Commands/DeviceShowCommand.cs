using System.CommandLine;
using MLSecOps.Cli.Attestation;
using MLSecOps.Cli.Files;
using MLSecOps.Cli.Grammar;
using MLSecOps.Cli.Hub;
using MLSecOps.Cli.Output;
using MLSecOps.Contracts.Commands;
using MLSecOps.Contracts.Hub;

namespace MLSecOps.Cli.Commands;

/// <summary><c>mlsec device show</c>: one device as the hub sees it; with <c>--export</c>, its newest evidence for whoever wants to judge it alone.</summary>
internal sealed class DeviceShowCommand : Verb
{
    private const UnixFileMode Public = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private readonly Argument<string> _ueid = Flags.Ueid();
    private readonly Option<string> _export = new("--export") { Description = "write its newest evidence there, for attest verify", HelpName = "FILE" };
    private readonly HubFlags _hub = new();

    public DeviceShowCommand()
        : base("show", "show one device as the hub sees it, and export its evidence", Schemas.DeviceShow)
    {
        Add(_ueid);
        Add(_export);
        _hub.AddTo(this);
    }

    public override IReadOnlyList<string> Examples { get; } = ["mlsec device show 01a9f3", "mlsec device show 01a9f3 --export evidence.json"];

    public override async Task<Outcome> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        string? path = invocation.Text(_export);
        using HubClient hub = _hub.Open(invocation);
        using ResultFile? file = path is null ? null : new ResultFile(path, replace: false, Public);
        string ueid = await new DeviceNames(hub, invocation).ResolveAsync(invocation.Text(_ueid), cancellationToken);
        HubDeviceDetail detail = await hub.GetAsync(HubRoutes.DeviceOf(ueid), HubJson.Default.HubDeviceDetail, cancellationToken);
        if (file is not null)
        {
            HubAnswer answer = await hub.SendAsync(HttpMethod.Get, $"{HubRoutes.DeviceOf(ueid)}/evidence", null, cancellationToken);
            BundleText.Read(answer.Body, $"what the hub at {hub.Name} sent");
            file.Commit(answer.Body);
        }

        DeviceShowDocument document = new()
        {
            Schema = Schema,
            Ok = true,
            Hub = hub.Name,
            Device = detail.Device,
            Chain = detail.Chain,
            Appraisal = detail.Appraisal,
            Findings = detail.Findings,
            Changes = detail.Changes,
            File = path,
        };
        return new Outcome(document, [
            .. DeviceLines.Show(detail),
            .. path is null ? Array.Empty<Line>() : [$"wrote     {path}; to judge it without the hub: mlsec attest verify {path}"],
        ]);
    }
}
