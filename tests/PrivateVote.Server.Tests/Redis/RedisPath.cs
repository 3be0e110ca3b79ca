using System.Net;
using System.Net.Sockets;

namespace PrivateVote.Server.Tests.Redis;

/// <summary>
/// The way to the real Redis, which a test can close (as if Redis were killed), clog (as if it hung) and open again.
/// </summary>
internal sealed class RedisPath : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource end = new();
    private readonly HashSet<Socket> sockets = [];
    private readonly Task accepting;
    private bool closed;
    private TaskCompletionSource passable = Passed();

    public RedisPath(bool open = true)
    {
        closed = !open;
        listener.Start();
        accepting = AcceptAsync();
    }

    public string Address => listener.LocalEndpoint.ToString()!;

    /// <summary>Cuts every connection, and every new one at once.</summary>
    public void Close()
    {
        lock (sockets)
        {
            closed = true;
            foreach (var socket in sockets)
            {
                socket.Dispose();
            }

            sockets.Clear();
        }
    }

    /// <summary>Connections stay, and nothing comes through them any more.</summary>
    public void Clog() => passable = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Open()
    {
        lock (sockets)
        {
            closed = false;
        }

        passable.TrySetResult();
    }

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        Close();
        Open();
        listener.Dispose();
        await accepting;
        end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var near = await listener.AcceptSocketAsync(end.Token);
                _ = PassAsync(near);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException)
        {
            // The test is over.
        }
    }

    private async Task PassAsync(Socket near)
    {
        var far = new Socket(SocketType.Stream, ProtocolType.Tcp);
        lock (sockets)
        {
            if (closed)
            {
                near.Dispose();
                far.Dispose();
                return;
            }

            sockets.Add(near);
            sockets.Add(far);
        }

        try
        {
            var redis = TestServices.Redis.Split(':');
            await far.ConnectAsync(redis[0], int.Parse(redis[1], System.Globalization.CultureInfo.InvariantCulture));
            await Task.WhenAny(CopyAsync(near, far), CopyAsync(far, near));
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Cut.
        }
        finally
        {
            near.Dispose();
            far.Dispose();
        }
    }

    private async Task CopyAsync(Socket from, Socket to)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer) is > 0 and var read)
            {
                await passable.Task;
                for (var sent = 0; sent < read; )
                {
                    sent += await to.SendAsync(buffer.AsMemory(sent, read - sent));
                }
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Cut.
        }
    }

    private static TaskCompletionSource Passed()
    {
        var passed = new TaskCompletionSource();
        passed.SetResult();
        return passed;
    }
}
