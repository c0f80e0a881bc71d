using System.Net.Sockets;
using MLSecOps.Cli.Output;
using MLSecOps.Contracts.Varlink;
using MLSecOps.Core.Findings;

namespace MLSecOps.Cli.Agent;

/// <summary>Asks the agent over its socket. The answer is untrusted: bounded in size and time.</summary>
internal static class AgentClient
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);

    // The agent asks the hub first, for at most ten seconds.
    private static readonly TimeSpan RetireDeadline = TimeSpan.FromSeconds(20);

    // The longest worker.deadline, and as much for what runs before.
    private static readonly TimeSpan RehearseDeadline = TimeSpan.FromMinutes(20);

    /// <summary>Calls <c>io.mlsec.Agent.Status</c>.</summary>
    /// <param name="socket">Path of the socket.</param>
    /// <param name="time">Measures the deadline of 5 s.</param>
    /// <param name="cancellationToken">Ctrl-C.</param>
    /// <exception cref="CommandFailure">Nobody answers in time, or the answer makes no sense.</exception>
    public static async Task<StatusReply> StatusAsync(string socket, TimeProvider time, CancellationToken cancellationToken)
    {
        VarlinkReply reply = await CallAsync(socket, AgentInterface.Status, Deadline, time, cancellationToken);
        return VarlinkMessage.TryRead(reply.Parameters, VarlinkJson.Default.StatusReply, out StatusReply? status) ? status : throw Unreadable("it lacks members of a status");
    }

    /// <summary>Calls <c>io.mlsec.Agent.Retire</c>.</summary>
    /// <inheritdoc cref="StatusAsync"/>
    public static async Task<RetireReply> RetireAsync(string socket, TimeProvider time, CancellationToken cancellationToken)
    {
        VarlinkReply reply = await CallAsync(socket, AgentInterface.Retire, RetireDeadline, time, cancellationToken);
        return VarlinkMessage.TryRead(reply.Parameters, VarlinkJson.Default.RetireReply, out RetireReply? retired) ? retired : throw Unreadable("it does not say what was done");
    }

    /// <summary>Calls <c>io.mlsec.Agent.RehearseModel</c> and waits for its end.</summary>
    /// <param name="socket">Path of the socket.</param>
    /// <param name="model">The model's name.</param>
    /// <param name="time">Measures the deadline.</param>
    /// <param name="cancellationToken">Ctrl-C; the rehearsal goes on.</param>
    /// <exception cref="CommandFailure">Nobody answers in time, the answer makes no sense, or there is no such model.</exception>
    public static async Task<RehearseModelReply> RehearseAsync(string socket, string model, TimeProvider time, CancellationToken cancellationToken)
    {
        byte[] call = VarlinkMessage.Call(AgentInterface.RehearseModel, new RehearseModelParameters(model), VarlinkJson.Default.RehearseModelParameters);
        VarlinkReply reply = await CallAsync(socket, AgentInterface.RehearseModel, RehearseDeadline, time, cancellationToken, call);
        return VarlinkMessage.TryRead(reply.Parameters, VarlinkJson.Default.RehearseModelReply, out RehearseModelReply? ended) && ended.Model == model
            ? ended
            : throw Unreadable("it does not say how the rehearsal ended");
    }

    private static async Task<VarlinkReply> CallAsync(string socket, string method, TimeSpan limit, TimeProvider time, CancellationToken cancellationToken, byte[]? call = null)
    {
        using CancellationTokenSource deadline = new(limit, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        byte[] frame;
        try
        {
            frame = await ExchangeAsync(socket, call ?? VarlinkMessage.Call(method), either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Unreachable(socket, $"no answer within {limit.TotalSeconds:0} s");
        }
        catch (SocketException refused)
        {
            throw Unreachable(socket, refused.SocketErrorCode switch
            {
                SocketError.ConnectionRefused => "nobody listens on it",
                SocketError.AccessDenied => "this user may not connect; the group is named by varlink.group",
                _ when !Path.Exists(socket) => "there is no such socket",
                _ => "connecting failed",
            });
        }
        catch (ArgumentOutOfRangeException)
        {
            throw Unreachable(socket, "the path is too long for a socket");
        }

        if (!VarlinkMessage.TryRead(frame, VarlinkJson.Default.VarlinkReply, out VarlinkReply? reply))
        {
            throw Unreadable("it is not a varlink message");
        }

        return reply.Error switch
        {
            null => reply,
            VarlinkErrors.PermissionDenied => throw Unreachable(
                socket, method == AgentInterface.Retire ? "only root and the agent's own user may do that" : "this user may not ask; the group is named by varlink.group"),
            VarlinkErrors.NotRetired => throw new CommandFailure(
                StoreReasons.StoreFailed,
                "the device was not retired",
                VarlinkMessage.TryRead(reply.Parameters, VarlinkJson.Default.NotRetiredParameters, out NotRetiredParameters? refused) ? refused.Why : null),
            VarlinkErrors.ModelNotFound => throw new CommandFailure(CommandReasons.NoModel, "this device has no such model", "mlsec status names those that it has"),
            VarlinkErrors.Busy => throw new CommandFailure(CommandReasons.AgentNotReady, "the agent is busy", "others wait for rehearsals; ask again when they ended"),
            string error => throw Unreadable($"it is the error {error}"),
        };
    }

    private static async Task<byte[]> ExchangeAsync(string path, byte[] call, CancellationToken cancellationToken)
    {
        using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
        for (int sent = 0; sent < call.Length;)
        {
            sent += await socket.SendAsync(call.AsMemory(sent), cancellationToken);
        }

        byte[] buffer = new byte[16 << 10];
        int length = 0;
        while (true)
        {
            int read = await socket.ReceiveAsync(buffer.AsMemory(length), cancellationToken);
            int end = buffer.AsSpan(length, read).IndexOf((byte)0);
            if (end >= 0)
            {
                return buffer[..(length + end)];
            }

            length += read;
            if (read == 0 || length >= AgentInterface.MaxReplyBytes)
            {
                throw Unreadable(read == 0 ? "it ends too early" : $"it has more than {AgentInterface.MaxReplyBytes} bytes");
            }

            if (length == buffer.Length)
            {
                Array.Resize(ref buffer, Math.Min(buffer.Length * 2, AgentInterface.MaxReplyBytes));
            }
        }
    }

    private static CommandFailure Unreachable(string socket, string why) => new(CommandReasons.AgentUnreachable, $"the agent does not answer on {socket}", why);

    private static CommandFailure Unreadable(string why) => new(CommandReasons.AgentAnswer, "the agent's answer cannot be read", why);
}
