using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MLSecOps.Linux.Digests;

/// <summary>OpenSSL's low-level SHA-256: a tenth of the per-call cost of the EVP interface, which counts at 4096 bytes a piece.</summary>
/// <remarks>Deprecated in OpenSSL 3 and absent from builds without deprecated interfaces: then <see cref="TryLoad"/> says so and the caller uses the framework's.</remarks>
internal sealed unsafe class NativeSha256
{
    /// <summary>Size that holds <c>SHA256_CTX</c> (112 bytes), with room.</summary>
    internal const int StateSize = 128;

    private readonly delegate* unmanaged<byte*, int> _begin;
    private readonly delegate* unmanaged<byte*, byte*, nuint, int> _update;
    private readonly delegate* unmanaged<byte*, byte*, int> _end;

    private NativeSha256(nint begin, nint update, nint end)
    {
        _begin = (delegate* unmanaged<byte*, int>)begin;
        _update = (delegate* unmanaged<byte*, byte*, nuint, int>)update;
        _end = (delegate* unmanaged<byte*, byte*, int>)end;
    }

    internal static NativeSha256? TryLoad() =>
        NativeLibrary.TryLoad("libcrypto.so.3", out nint library)
        && NativeLibrary.TryGetExport(library, "SHA256_Init", out nint begin)
        && NativeLibrary.TryGetExport(library, "SHA256_Update", out nint update)
        && NativeLibrary.TryGetExport(library, "SHA256_Final", out nint end)
            ? new NativeSha256(begin, update, end)
            : null;

    /// <summary>Hashes <paramref name="length"/> bytes, then <paramref name="zeros"/> bytes of zero padding.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Hash(byte* state, byte* data, int length, byte* padding, int zeros, byte* digest)
    {
        int fine = _begin(state) & _update(state, data, (nuint)length);
        if (zeros > 0)
        {
            fine &= _update(state, padding, (nuint)zeros);
        }

        if ((fine & _end(digest, state)) != 1)
        {
            throw new InvalidOperationException("libcrypto refused to hash.");
        }
    }
}
