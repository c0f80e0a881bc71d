using MLSecOps.Contracts.Varlink;
using MLSecOps.EdgeAgent.Service;
using MLSecOps.Linux.Sockets;

namespace MLSecOps.EdgeAgent.Varlink;

/// <summary>The methods of <c>io.mlsec.Agent</c> and of every varlink service.</summary>
/// <param name="status">Makes the answer to <c>Status</c>.</param>
/// <param name="confirm">Confirms a release in the name of its application; the error of <see cref="VarlinkErrors"/> when it may not be, else null.</param>
/// <param name="retire">Takes this device out of use; null when it has no hub.</param>
/// <param name="models">Opens and lists models.</param>
/// <param name="rehearsals">Rehearses models again.</param>
internal sealed class AgentMethods(
    Func<StatusReply> status, Func<string, long, string?> confirm, Func<CancellationToken, Task<RetireReply>>? retire, ModelMethods models, RehearsalMethod rehearsals)
{
    public async Task<VarlinkAnswer> AnswerAsync(VarlinkCall call, PeerCredentials caller, CancellationToken cancellationToken) => call.Method switch
    {
        AgentInterface.Retire => VarlinkAnswer.Plain(await RetireAsync(caller, cancellationToken)),
        AgentInterface.OpenModel when !caller.IsUnknownUser => await models.OpenAsync(call, caller, cancellationToken),
        AgentInterface.RehearseModel when !caller.IsUnknownUser => VarlinkAnswer.Plain(await rehearsals.AnswerAsync(call, cancellationToken)),
        _ => VarlinkAnswer.Plain(Answer(call, caller)),
    };

    // Whoever may use the socket may not for that end the device's identity.
    private async Task<byte[]> RetireAsync(PeerCredentials caller, CancellationToken cancellationToken)
    {
        if (caller.IsUnknownUser || (caller.UserId != 0 && caller.UserId != PeerCredentials.OwnUserId))
        {
            return VarlinkMessage.Error(VarlinkErrors.PermissionDenied);
        }

        if (retire is null)
        {
            return NotRetired("no hub is configured");
        }

        try
        {
            return VarlinkMessage.Reply(await retire(cancellationToken), VarlinkJson.Default.RetireReply);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return NotRetired(refused.Message);
        }
    }

    private static byte[] NotRetired(string why) =>
        VarlinkMessage.Error(VarlinkErrors.NotRetired, new NotRetiredParameters(why), VarlinkJson.Default.NotRetiredParameters);

    private byte[] Answer(VarlinkCall call, PeerCredentials caller) => caller.IsUnknownUser
        ? VarlinkMessage.Error(VarlinkErrors.PermissionDenied)
        : call.Method switch
        {
            AgentInterface.Status => VarlinkMessage.Reply(status(), VarlinkJson.Default.StatusReply),
            AgentInterface.ConfirmModel => Confirm(call),
            AgentInterface.ListModels => models.List(),
            AgentInterface.Events => VarlinkMessage.Error(VarlinkErrors.ExpectedMore),
            AgentInterface.GetInfo => VarlinkMessage.Reply(
                new VarlinkServiceInfo(
                    "MLSecOps EdgeAgent",
                    "mlsec-agent",
                    AgentVersion.Text,
                    "file:///usr/share/doc/mlsec-agent",
                    [AgentInterface.ServiceName, AgentInterface.Name]),
                VarlinkJson.Default.VarlinkServiceInfo),
            AgentInterface.GetInterfaceDescription => Describe(call),
            _ => Unknown(call.Method),
        };

    private byte[] Confirm(VarlinkCall call)
    {
        if (!VarlinkMessage.TryRead(call.Parameters, VarlinkJson.Default.ConfirmModelParameters, out ConfirmModelParameters? asked))
        {
            return VarlinkMessage.Error(VarlinkErrors.InvalidParameter, new VarlinkParameterName("model"), VarlinkJson.Default.VarlinkParameterName);
        }

        return confirm(asked.Model, asked.Release) is { } error
            ? VarlinkMessage.Error(error)
            : VarlinkMessage.Reply(new ConfirmModelReply(), VarlinkJson.Default.ConfirmModelReply);
    }

    private static byte[] Describe(VarlinkCall call)
    {
        if (!VarlinkMessage.TryRead(call.Parameters, VarlinkJson.Default.VarlinkInterfaceName, out VarlinkInterfaceName? asked))
        {
            return VarlinkMessage.Error(VarlinkErrors.InvalidParameter, new VarlinkParameterName("interface"), VarlinkJson.Default.VarlinkParameterName);
        }

        return asked.Interface switch
        {
            AgentInterface.Name => VarlinkMessage.Reply(new VarlinkDescription(AgentInterface.Description), VarlinkJson.Default.VarlinkDescription),
            AgentInterface.ServiceName => VarlinkMessage.Reply(new VarlinkDescription(AgentInterface.ServiceDescription), VarlinkJson.Default.VarlinkDescription),
            _ => VarlinkMessage.Error(VarlinkErrors.InterfaceNotFound, asked, VarlinkJson.Default.VarlinkInterfaceName),
        };
    }

    private static byte[] Unknown(string method)
    {
        int dot = method.LastIndexOf('.');
        string name = dot > 0 ? method[..dot] : method;
        return name is AgentInterface.Name or AgentInterface.ServiceName
            ? VarlinkMessage.Error(VarlinkErrors.MethodNotFound, new VarlinkMethodName(method), VarlinkJson.Default.VarlinkMethodName)
            : VarlinkMessage.Error(VarlinkErrors.InterfaceNotFound, new VarlinkInterfaceName(name), VarlinkJson.Default.VarlinkInterfaceName);
    }
}
