using MLSecOps.Cli.Grammar;
using MLSecOps.Cli.Hub;
using MLSecOps.Cli.Output;
using MLSecOps.Contracts.Commands;
using MLSecOps.Contracts.Hub;

namespace MLSecOps.Cli.Commands;

/// <summary><c>mlsec device list</c>: all devices as the hub sees them.</summary>
internal sealed class DeviceListCommand : Verb
{
    private readonly HubFlags _hub = new();

    public DeviceListCommand()
        : base("list", "show all devices as the hub sees them", Schemas.DeviceList) => _hub.AddTo(this);

    public override IReadOnlyList<string> Examples { get; } = ["mlsec device list", "mlsec device list --operator acme-trust/operator.toml --json"];

    public override async Task<Outcome> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        using HubClient hub = _hub.Open(invocation);
        HubDevices all = await hub.GetAsync(HubRoutes.Devices, HubJson.Default.HubDevices, cancellationToken);
        DeviceListDocument document = new() { Schema = Schema, Ok = true, Hub = hub.Name, Devices = all.Devices };
        return new Outcome(document, all.Devices.Count == 0 ? ["no device is enrolled yet: mlsec device token"] : [.. DeviceLines.List(all.Devices)]);
    }
}
