using Microsoft.Win32.SafeHandles;
using MLSecOps.Behaviour.Applications;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Tensors;
using MLSecOps.Formats.Tap;
using MLSecOps.Linux.Memory;
using MLSecOps.Linux.Sockets;

namespace MLSecOps.EdgeAgent.Tap;

/// <summary>Copies a record out of its message, tensors in memory files included.</summary>
internal static class CallReader
{
    /// <summary>Bytes of all tensors of one record. An audit holds a few records of one application, and the agent is small.</summary>
    private const int MostBytes = 4 << 20;

    /// <summary>Copies.</summary>
    /// <param name="record">Checked, of the message that the receiver got last.</param>
    /// <param name="receiver">Has the descriptors that came with it.</param>
    /// <param name="packet">The message's number at the receiver.</param>
    /// <param name="fault">Why a descriptor is not read; null where the record only is not whole, or too large.</param>
    /// <returns>The call; null when it cannot be had whole.</returns>
    public static RecordedCall? Read(in TapRecord record, SeqpacketReceiver receiver, int packet, out Reason? fault)
    {
        fault = null;
        List<(int Index, Tensor Tensor)> inputs = [];
        List<GivenOutput> outputs = [];
        long bytes = 0;
        foreach (TapTensor tensor in record.Tensors)
        {
            bytes += (long)tensor.Bytes;
            if (tensor.Place == TapPlace.Omitted || bytes > MostBytes)
            {
                return null;
            }

            byte[] content = new byte[tensor.Bytes];
            if (tensor.Place == TapPlace.Inline)
            {
                tensor.Content.CopyTo(content);
            }
            else if (!ReadMemory(receiver, packet, tensor, content))
            {
                fault = TapReasons.DescriptorRefused;
                return null;
            }

            Tensor whole = tensor.ToTensor(content);
            if (tensor.Role == TapRole.Input)
            {
                inputs.Add((tensor.Index, whole));
            }
            else
            {
                outputs.Add(new GivenOutput(tensor.Index, whole));
            }
        }

        return new RecordedCall([.. inputs.OrderBy(input => input.Index).Select(input => input.Tensor)], outputs);
    }

    private static bool ReadMemory(SeqpacketReceiver receiver, int packet, in TapTensor tensor, byte[] content)
    {
        using SafeFileHandle memory = receiver.Take(packet, tensor.Descriptor);
        return ReceivedMemory.Read(memory, content) == ReceivedMemoryOutcome.Read
            && (tensor.Type != ElementType.Text || TapText.IsWhole(content, Elements(tensor)));
    }

    private static ulong Elements(in TapTensor tensor)
    {
        ulong elements = 1;
        for (int axis = 0; axis < tensor.Rank; axis++)
        {
            elements *= (ulong)tensor.Dimension(axis);
        }

        return elements;
    }
}
