using System.Runtime.InteropServices;

namespace MLSecOps.Linux.Native;

/// <summary>Keeps a handle open while its number is used in calls that take a plain integer.</summary>
internal readonly ref struct DescriptorUse
{
    private readonly SafeHandle _handle;

    internal DescriptorUse(SafeHandle handle)
    {
        bool taken = false;
        handle.DangerousAddRef(ref taken);
        _handle = handle;
    }

    internal int Number => (int)_handle.DangerousGetHandle();

    public void Dispose() => _handle.DangerousRelease();
}
