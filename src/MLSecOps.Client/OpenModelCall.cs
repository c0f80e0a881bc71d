using System.Net.Sockets;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;
using MLSecOps.Contracts.Varlink;
using MLSecOps.Linux;
using MLSecOps.Linux.Sockets;

namespace MLSecOps.Client;

/// <summary>One call of <c>OpenModel</c>: the reply, checked, and the descriptors that came with it; those that nobody takes are closed.</summary>
internal sealed class OpenModelCall : IDisposable
{
    private const int DeadlineMilliseconds = 30_000;
    private readonly List<SafeFileHandle?> _descriptors;

    private OpenModelCall(OpenModelReply reply, List<SafeFileHandle?> descriptors)
    {
        Reply = reply;
        _descriptors = descriptors;
    }

    /// <summary>What the agent said; every descriptor that it names came, and none is named twice.</summary>
    public OpenModelReply Reply { get; }

    /// <summary>Asks.</summary>
    /// <exception cref="ModelNotOpenedException">Nobody answers, the agent refuses, or the answer makes no sense.</exception>
    public static OpenModelCall Ask(string path, string model)
    {
        List<SafeFileHandle> descriptors = [];
        try
        {
            VarlinkReply reply = Exchange(path, model, descriptors);
            if (reply.Error is { } error)
            {
                string reason = ReasonOf(reply.Parameters) ?? error;
                throw new ModelNotOpenedException($"the model {model} is not handed out: {reason}", reason);
            }

            if (!VarlinkMessage.TryRead(reply.Parameters, VarlinkJson.Default.OpenModelReply, out OpenModelReply? opened) || !IsWhole(opened, descriptors.Count))
            {
                throw Unreadable();
            }

            var call = new OpenModelCall(opened, [.. descriptors]);
            descriptors.Clear();
            return call;
        }
        catch (Exception failure) when (failure is SocketException or SystemCallException)
        {
            throw new ModelNotOpenedException($"the agent cannot be asked on {path}: {failure.Message}", inner: failure);
        }
        finally
        {
            descriptors.ForEach(handle => handle.Dispose());
        }
    }

    /// <summary>Makes a descriptor the caller's.</summary>
    public SafeFileHandle Take(int index)
    {
        SafeFileHandle taken = _descriptors[index]!;
        _descriptors[index] = null;
        return taken;
    }

    public void Dispose() => _descriptors.ForEach(handle => handle?.Dispose());

    private static bool IsWhole(OpenModelReply reply, int descriptors)
    {
        if (reply.Files is not { Count: > 0 } files || files.Any(file => file?.Path is null || file.Role is null || file.Size < 0) || files.All(file => file.Role != "model"))
        {
            return false;
        }

        int[] named = [.. files.Select(file => file.Fd), .. reply.Tap is { } tap ? (int[])[tap] : []];
        return named.Distinct().Count() == named.Length && named.All(index => index >= 0 && index < descriptors);
    }

    private static VarlinkReply Exchange(string path, string model, List<SafeFileHandle> descriptors)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        UnixDomainSocketEndPoint address;
        try
        {
            address = new UnixDomainSocketEndPoint(path);
        }
        catch (ArgumentOutOfRangeException tooLong)
        {
            throw new ModelNotOpenedException($"the agent cannot be asked: {path} is too long for a socket", inner: tooLong);
        }

        socket.SendTimeout = DeadlineMilliseconds;
        socket.ReceiveTimeout = DeadlineMilliseconds;
        socket.Connect(address);
        byte[] call = VarlinkMessage.Call(AgentInterface.OpenModel, new OpenModelParameters(model), VarlinkJson.Default.OpenModelParameters);
        for (int sent = 0; sent < call.Length;)
        {
            sent += socket.Send(call.AsSpan(sent));
        }

        byte[] buffer = new byte[64 << 10];
        for (int length = 0; ;)
        {
            if (!socket.Poll(DeadlineMilliseconds * 1000, SelectMode.SelectRead))
            {
                throw new SocketException((int)SocketError.TimedOut);
            }

            int read = DescriptorPassing.Receive(socket, buffer.AsSpan(length), descriptors, DescriptorPassing.MaxDescriptors - descriptors.Count);
            int end = buffer.AsSpan(length, read).IndexOf((byte)0);
            if (end >= 0)
            {
                return VarlinkMessage.TryRead(buffer.AsSpan(0, length + end), VarlinkJson.Default.VarlinkReply, out VarlinkReply? reply) ? reply : throw Unreadable();
            }

            length += read;
            if (read == 0 || length >= AgentInterface.MaxReplyBytes)
            {
                throw Unreadable();
            }

            if (length == buffer.Length)
            {
                Array.Resize(ref buffer, Math.Min(buffer.Length * 2, AgentInterface.MaxReplyBytes));
            }
        }
    }

    private static string? ReasonOf(JsonElement? parameters) =>
        parameters is { ValueKind: JsonValueKind.Object } members && members.TryGetProperty("reason", out JsonElement reason) && reason.ValueKind == JsonValueKind.String ? reason.GetString() : null;

    private static ModelNotOpenedException Unreadable() => new("the agent's answer cannot be read");
}
