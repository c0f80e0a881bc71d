using System.Text;
using Microsoft.Win32.SafeHandles;
using MLSecOps.Core.Tensors;
using MLSecOps.Formats.Tap;
using MLSecOps.Linux;
using MLSecOps.Linux.Memory;
using MLSecOps.Linux.Sockets;

namespace MLSecOps.EdgeAgent.Tap;

/// <summary>Sends inputs to an application, as its own calls have them.</summary>
internal static class CanaryMessage
{
    /// <summary>Sends a canary.</summary>
    /// <param name="socket">The tap.</param>
    /// <param name="token">Its token.</param>
    /// <param name="inputs">What the application is to answer.</param>
    /// <param name="sequence">Messages sent before it.</param>
    /// <param name="canaries">Canaries among them.</param>
    /// <param name="buffer">Room for a message.</param>
    /// <returns>What became of it; null when such inputs do not go into a message.</returns>
    public static SendOutcome? Send(SafeFileHandle socket, ulong token, IReadOnlyList<Tensor> inputs, ulong sequence, ulong canaries, Span<byte> buffer)
    {
        List<SealedMemoryFile> files = [];
        try
        {
            TapWriter writer = new(buffer);
            writer.TryBeginRecord(token, 0, TapRecordFlags.None);
            for (int index = 0; index < inputs.Count; index++)
            {
                if (!Add(ref writer, inputs[index], (ushort)index, files))
                {
                    return null;
                }
            }

            writer.EndRecord();
            int length = writer.Finish(TapKind.Canary, sequence, canaries);
            return Send(socket, buffer[..length], files);
        }
        catch (SystemCallException)
        {
            // No memory or descriptors at this moment: as if the queue was full.
            return SendOutcome.Full;
        }
        finally
        {
            files.ForEach(file => file.Dispose());
        }
    }

    private static SendOutcome Send(SafeFileHandle socket, ReadOnlySpan<byte> message, List<SealedMemoryFile> files)
    {
        SafeFileHandle[] handles = [.. files.Select(file => file.OpenReadOnly())];
        try
        {
            return SeqpacketSender.TrySend(socket, message, handles);
        }
        finally
        {
            Array.ForEach(handles, handle => handle.Dispose());
        }
    }

    private static bool Add(ref TapWriter writer, Tensor input, ushort index, List<SealedMemoryFile> files)
    {
        byte[] content = input.Strings is null ? input.Data.ToArray() : TextsOf(input.Strings);
        TapTensorHead head = new(TapRole.Input, index, input.Type, input.Shape.ToArray(), Encoding.UTF8.GetBytes(input.Name));
        if (writer.TryAdd(head, content))
        {
            return true;
        }

        if (!writer.TryAddDescriptor(head, (ulong)content.Length))
        {
            return false;
        }

        files.Add(SealedMemoryFile.Create("mlsec-canary", content));
        return true;
    }

    private static byte[] TextsOf(IReadOnlyList<string> texts) =>
        [.. texts.SelectMany(text => (byte[])[.. BitConverter.GetBytes(Encoding.UTF8.GetByteCount(text)), .. Encoding.UTF8.GetBytes(text)])];
}
