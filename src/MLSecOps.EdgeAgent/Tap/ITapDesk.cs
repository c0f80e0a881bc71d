using Microsoft.Win32.SafeHandles;

namespace MLSecOps.EdgeAgent.Tap;

/// <summary>A port: takes the agent's end of a tap that was made when an application opened a model (design §8).</summary>
internal interface ITapDesk
{
    /// <summary>Takes a tap over. Called after the application got its end; does not wait and does not throw.</summary>
    /// <param name="socket">Our end of a connected pair: SOCK_SEQPACKET, non-blocking, close-on-exec. Owned by the desk from now on. What comes from it is untrusted, and it is at its end when the application closed its end.</param>
    /// <param name="opened">What the application has, and who it is.</param>
    void Take(SafeFileHandle socket, OpenedModel opened);
}
