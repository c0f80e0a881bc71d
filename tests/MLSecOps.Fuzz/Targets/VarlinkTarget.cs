using System.Text.Json;

using MLSecOps.Contracts.Varlink;
using MLSecOps.Fuzz.Engine;
using MLSecOps.Fuzz.Grammars;

namespace MLSecOps.Fuzz.Targets;

/// <summary>Calls that applications send to the agent's socket, with the parameters of the methods that have any. Neither throws, whatever stands there.</summary>
internal sealed class VarlinkTarget : FuzzTarget
{
    public override string Name => "varlink-call";

    public override IGrammar Grammar { get; } = new JsonGrammar();

    // A call or not, and parameters or not: there are no reasons.
    public override int LeastOutcomes => 3;

    // The platform's reader throws within, with a path and a stack.
    public override int BytesAlways => 256 << 10;

    public override int Mutations => 6_000;

    public override Reading Read(ReadOnlyMemory<byte> input)
    {
        if (!VarlinkMessage.TryRead(input.Span, VarlinkJson.Default.VarlinkCall, out VarlinkCall? call))
        {
            return new Reading(false, "no call", null, null);
        }

        bool confirm = VarlinkMessage.TryRead(call.Parameters, VarlinkJson.Default.ConfirmModelParameters, out ConfirmModelParameters? model);
        bool describe = VarlinkMessage.TryRead(call.Parameters, VarlinkJson.Default.VarlinkInterfaceName, out VarlinkInterfaceName? name);
        return new Reading(true, $"a call {confirm} {describe}", null, () => BrokenInvariantException.Unless(
            call.Method is not null && (!confirm || JsonSerializer.Serialize(model!, VarlinkJson.Default.ConfirmModelParameters).Length > 0) && (!describe || name!.Interface is not null),
            "what was read can be used"));
    }

    public override IEnumerable<(string Name, byte[] Content)> MakeSeeds()
    {
        yield return ("valid-status", VarlinkMessage.Call(AgentInterface.Name + ".Status")[..^1]);
        yield return ("valid-confirm", VarlinkMessage.Call(AgentInterface.Name + ".ConfirmModel", new ConfirmModelParameters("vision", 17), VarlinkJson.Default.ConfirmModelParameters)[..^1]);
        yield return ("valid-describe", VarlinkMessage.Call("org.varlink.service.GetInterfaceDescription", new VarlinkInterfaceName(AgentInterface.Name), VarlinkJson.Default.VarlinkInterfaceName)[..^1]);
        yield return ("valid-all", "{\"method\":\"a.B\",\"parameters\":{\"model\":[1,{}]},\"oneway\":true,\"more\":true,\"upgrade\":false}"u8.ToArray());
        yield return ("surrogate-in-parameters", "{\"method\":\"a.B\",\"parameters\":{\"\\ud800\":1}}"u8.ToArray());
        yield return ("surrogates", "{\"method\":\"\\ud800\",\"\\ud800\":1}"u8.ToArray());
    }
}
