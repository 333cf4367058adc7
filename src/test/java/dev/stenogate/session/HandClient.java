package dev.stenogate.session;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A caller that a test drives by hand. */
final class HandClient implements ClientStream {
  final List<Reply> replies = new ArrayList<>();
  boolean reads = true;
  int requested;
  Ending ending;
  int endings;

  @Override
  public void deliver(Reply reply) {
    if (ending == null) {
      replies.add(reply);
    }
  }

  @Override
  public boolean ready() {
    return reads;
  }

  @Override
  public void request() {
    requested++;
  }

  @Override
  public void complete() {
    end(new Ending(Outcome.COMPLETED, ""));
  }

  @Override
  public void fail(Ending why) {
    end(why);
  }

  private void end(Ending why) {
    endings++;
    ending = why;
  }

  <T extends Reply> List<T> all(Class<T> type) {
    return replies.stream().filter(type::isInstance).map(type::cast).toList();
  }

  List<Reply.Segment> finals() {
    return all(Reply.Segment.class).stream().filter(Reply.Segment::isFinal).toList();
  }

  List<Reply.Segment> partials() {
    return all(Reply.Segment.class).stream().filter(s -> !s.isFinal()).toList();
  }

  String transcript() {
    return finals().stream().map(Reply.Segment::text).collect(Collectors.joining());
  }
}
