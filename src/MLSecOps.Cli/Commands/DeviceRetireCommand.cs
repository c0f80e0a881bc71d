using System.CommandLine;
using MLSecOps.Cli.Agent;
using MLSecOps.Cli.Grammar;
using MLSecOps.Cli.Hub;
using MLSecOps.Cli.Output;
using MLSecOps.Contracts.Commands;
using MLSecOps.Contracts.Hub;

namespace MLSecOps.Cli.Commands;

/// <summary><c>mlsec device retire</c>: takes a device out of use, at the hub or, with <c>--local</c>, on the device itself, where it wipes the keys.</summary>
internal sealed class DeviceRetireCommand : Verb
{
    private readonly Argument<string> _ueid = Flags.Ueid();
    private readonly Option<bool> _local = new("--local") { Description = "retire this device: its agent tells the hub if it can, and wipes the keys; as root, without UEID" };
    private readonly Option<string> _socket = Flags.Socket();
    private readonly HubFlags _hub = new();

    public DeviceRetireCommand()
        : base("retire", "take a device out of use: its key is revoked and nobody misses it", Schemas.DeviceRetire)
    {
        _ueid.Arity = ArgumentArity.ZeroOrOne;
        Add(_ueid);
        Add(_local);
        Add(_socket);
        _hub.AddTo(this);
    }

    public override IReadOnlyList<string> Examples { get; } = ["mlsec device retire 01a9f3", "mlsec device retire --local"];

    public override async Task<Outcome> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        string named = invocation.Text(_ueid);
        bool local = invocation.Line.GetValue(_local);
        return local == (named.Length > 0) ? throw invocation.Usage(local ? "--local is for this device: leave UEID out" : "mlsec device retire needs UEID, or --local on the device itself")
            : local ? await RetireHereAsync(invocation, cancellationToken)
            : await RetireAsync(invocation, named, cancellationToken);
    }

    private async Task<Outcome> RetireAsync(Invocation invocation, string named, CancellationToken cancellationToken)
    {
        using HubClient hub = _hub.Open(invocation);
        string ueid = await new DeviceNames(hub, invocation).ResolveAsync(named, cancellationToken);
        HubAnswer answer = await hub.SendAsync(HttpMethod.Post, HubRoutes.RetireOf(ueid), null, cancellationToken);
        RetireReply reply = answer.Read(HubJson.Default.RetireReply);
        if (reply.Ueid != ueid)
        {
            throw answer.Unreadable($"it is about {reply.Ueid}, and {ueid} was named");
        }

        return new Outcome(
            new RetireDocument { Schema = Schema, Ok = true, Hub = hub.Name, Ueid = ueid, Retired = reply.Retired },
            [$"retired   {ueid}", $"since     {reply.Retired}", "next      on the device, mlsec device retire --local wipes its keys"]);
    }

    private async Task<Outcome> RetireHereAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        string socket = AgentPlace.SocketOf(invocation.Text(_socket), null);
        Contracts.Varlink.RetireReply reply = await AgentClient.RetireAsync(socket, invocation.Surroundings.Time, cancellationToken);
        return new Outcome(
            new RetireDocument { Schema = Schema, Ok = true, Socket = socket, Ueid = reply.Ueid, Untold = reply.Untold },
            [
                reply.Ueid is null ? "retired   this device, which was not enrolled" : $"retired   {reply.Ueid}",
                "keys      overwritten and removed",
                reply.Untold is null ? "hub       knows it" : $"hub       does not know it: {reply.Untold}",
                .. reply is { Untold: not null, Ueid: { } ueid } ? new Line[] { $"next      tell the hub: mlsec device retire {ueid}" } : [],
            ]);
    }
}
